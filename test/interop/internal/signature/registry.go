// Package signature verifies requests with Omni's own signature library, refusing them the way Omni does.
package signature

import (
	"fmt"
	"sync"
	"time"

	pgpcrypto "github.com/ProtonMail/gopenpgp/v3/crypto"
	"github.com/siderolabs/go-api-signature/pkg/pgp"
	"github.com/siderolabs/go-api-signature/pkg/serviceaccount"
)

// maxLifetime is the longest life Omni accepts for the key of a service account.
const maxLifetime = 365 * 24 * time.Hour

// Registry holds the public keys whose signatures are accepted, by fingerprint.
type Registry struct {
	keys map[string]*pgp.Key
	mu   sync.RWMutex
}

// NewRegistry returns a registry that accepts nobody.
func NewRegistry() *Registry {
	return &Registry{keys: map[string]*pgp.Key{}}
}

// Register accepts an armored public key after the checks Omni makes on registration.
func (r *Registry) Register(armored string) (string, error) {
	parsed, err := pgpcrypto.NewKeyFromArmored(armored)
	if err != nil {
		return "", fmt.Errorf("the public key does not parse: %w", err)
	}

	key, err := pgp.NewKey(parsed)
	if err != nil {
		return "", err
	}

	if key.IsPrivate() {
		return "", fmt.Errorf("PGP key contains private key")
	}

	if err = key.Validate(pgp.WithMaxAllowedLifetime(maxLifetime)); err != nil {
		return "", err
	}

	r.mu.Lock()
	defer r.mu.Unlock()

	r.keys[key.Fingerprint()] = key

	return key.Fingerprint(), nil
}

// NewServiceAccount makes a key as omnictl does, registers its public half and returns the value of
// OMNI_SERVICE_ACCOUNT_KEY.
func (r *Registry) NewServiceAccount(name string, lifetime time.Duration) (string, error) {
	key, err := pgp.GenerateKey(name, "interop", name+"@serviceaccount.omni.sidero.dev", lifetime)
	if err != nil {
		return "", err
	}

	armored, err := key.ArmorPublic()
	if err != nil {
		return "", err
	}

	if _, err = r.Register(armored); err != nil {
		return "", err
	}

	return serviceaccount.Encode(name, key)
}

func (r *Registry) find(fingerprint string) (*pgp.Key, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()

	key, ok := r.keys[fingerprint]

	return key, ok
}
