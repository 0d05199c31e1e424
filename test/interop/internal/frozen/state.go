// Package frozen serves lists that were encoded once, so that the bench measures clients and not a server that prints
// the YAML of ten thousand specs for every list.
package frozen

import (
	"sync"

	"github.com/cosi-project/runtime/api/v1alpha1"
	"google.golang.org/grpc"
)

// State answers whole lists of a type from memory, as they were when first asked for. Everything else, and lists with
// a query, go to the server it wraps.
type State struct {
	v1alpha1.StateServer

	lists  map[string][]*v1alpha1.ListResponse
	repeat int
	mu     sync.Mutex
}

// NewState wraps a server. Every list is sent repeat times over, as one list.
func NewState(server v1alpha1.StateServer, repeat int) *State {
	return &State{StateServer: server, lists: map[string][]*v1alpha1.ListResponse{}, repeat: repeat}
}

// List implements v1alpha1.StateServer.
func (s *State) List(request *v1alpha1.ListRequest, stream v1alpha1.State_ListServer) error {
	options := request.GetOptions()
	if len(options.GetLabelQuery()) > 0 || options.GetIdQuery() != nil {
		return s.StateServer.List(request, stream)
	}

	responses, err := s.encoded(request, stream)
	if err != nil {
		return err
	}

	for range s.repeat {
		for _, response := range responses {
			if err = stream.Send(response); err != nil {
				return err
			}
		}
	}

	return nil
}

func (s *State) encoded(request *v1alpha1.ListRequest, stream v1alpha1.State_ListServer) ([]*v1alpha1.ListResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()

	key := request.GetNamespace() + "/" + request.GetType()

	if responses, ok := s.lists[key]; ok {
		return responses, nil
	}

	recorder := &recorder{ServerStream: stream}
	if err := s.StateServer.List(request, recorder); err != nil {
		return nil, err
	}

	s.lists[key] = recorder.responses

	return recorder.responses, nil
}

// recorder keeps what would be sent.
type recorder struct {
	grpc.ServerStream

	responses []*v1alpha1.ListResponse
}

func (r *recorder) Send(response *v1alpha1.ListResponse) error {
	r.responses = append(r.responses, response)

	return nil
}
