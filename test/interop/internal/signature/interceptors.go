package signature

import (
	"context"
	"log"

	"github.com/siderolabs/go-api-signature/pkg/message"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Unary verifies every unary call before its handler runs.
func (r *Registry) Unary() grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		if err := r.verify(ctx, info.FullMethod); err != nil {
			return nil, err
		}

		return handler(ctx, req)
	}
}

// Stream verifies every streaming call before its handler runs.
func (r *Registry) Stream() grpc.StreamServerInterceptor {
	return func(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		if err := r.verify(stream.Context(), info.FullMethod); err != nil {
			return err
		}

		return handler(srv, stream)
	}
}

// verify answers every cause with the same text, as Omni does; the cause goes to the log, never to the caller.
func (r *Registry) verify(ctx context.Context, method string) error {
	incoming, _ := metadata.FromIncomingContext(ctx)
	request := message.NewGRPC(incoming, method)

	refuse := func(cause string) error {
		log.Printf("refused %s: %s", method, cause)

		return status.Error(codes.Unauthenticated, "invalid signature")
	}

	signature, err := request.Signature()
	if err != nil {
		return refuse(err.Error())
	}

	key, ok := r.find(signature.KeyFingerprint)
	if !ok {
		return refuse("the key is not registered")
	}

	if err = request.VerifySignature(key); err != nil {
		return refuse(err.Error())
	}

	return nil
}
