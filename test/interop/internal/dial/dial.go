// Package dial connects the Go peers of the bench as Omni's client package does.
package dial

import (
	"fmt"
	"net/url"

	"github.com/siderolabs/go-api-signature/pkg/client/interceptor"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding/gzip"
)

const maxMessageSize = 32 << 20

// Compression of requests, and so of answers.
type Compression bool

const (
	// Plain compresses nothing.
	Plain Compression = false
	// Gzip is what omnictl uses.
	Gzip Compression = true
)

// Omni connects with the options of Omni's client package, except that gzip can be left out. The key comes from
// OMNI_SERVICE_ACCOUNT_KEY.
func Omni(endpoint string, compression Compression) (*grpc.ClientConn, error) {
	parsed, err := url.Parse(endpoint)
	if err != nil {
		return nil, err
	}

	if parsed.Scheme != "http" {
		return nil, fmt.Errorf("the bench measures plain text only, not %q", parsed.Scheme)
	}

	signer := interceptor.New(interceptor.Options{})
	callOptions := []grpc.CallOption{grpc.MaxCallRecvMsgSize(maxMessageSize)}

	if compression == Gzip {
		callOptions = append(callOptions, grpc.UseCompressor(gzip.Name))
	}

	return grpc.NewClient(parsed.Host,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithUnaryInterceptor(signer.Unary()),
		grpc.WithStreamInterceptor(signer.Stream()),
		grpc.WithSharedWriteBuffer(true),
		grpc.WithDefaultCallOptions(callOptions...),
	)
}
