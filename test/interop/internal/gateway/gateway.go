// Package gateway puts the HTTP gateway of a COSI state in front of its gRPC server, with Omni's settings.
package gateway

import (
	"compress/gzip"
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cosi-project/runtime/api/v1alpha1"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/encoding/protojson"
)

const prefix = "/api"

// Serve listens on a free loopback port until the context ends. It answers with the URL.
func Serve(ctx context.Context, grpcAddress string) (string, error) {
	mux := runtime.NewServeMux(runtime.WithMarshalerOption(runtime.MIMEWildcard, &runtime.JSONPb{
		MarshalOptions: protojson.MarshalOptions{UseProtoNames: true, UseEnumNumbers: true},
	}))

	dial := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	if err := v1alpha1.RegisterStateHandlerFromEndpoint(ctx, mux, grpcAddress, dial); err != nil {
		return "", err
	}

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}

	server := &http.Server{Handler: packed(http.StripPrefix(prefix, mux)), ReadHeaderTimeout: time.Minute}

	go func() {
		<-ctx.Done()
		server.Close() //nolint:errcheck
	}()

	go server.Serve(listener) //nolint:errcheck

	return "http://" + listener.Addr().String(), nil
}

// packed compresses answers for clients that accept it, from the first byte to the last and flushed with every message.
func packed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)

			return
		}

		w.Header().Set("Content-Encoding", "gzip")

		body := gzip.NewWriter(w)
		defer body.Close() //nolint:errcheck

		next.ServeHTTP(&packedWriter{ResponseWriter: w, body: body}, r)
	})
}

type packedWriter struct {
	http.ResponseWriter
	body *gzip.Writer
}

func (w *packedWriter) Write(bytes []byte) (int, error) { return w.body.Write(bytes) }

func (w *packedWriter) Flush() {
	w.body.Flush() //nolint:errcheck

	if flusher, ok := w.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}
