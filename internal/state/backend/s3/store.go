// Package s3 keeps a state in an object of a bucket.
package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"whopsync/internal/hint"
	"whopsync/internal/state"
	"whopsync/internal/state/backend/document"
	"whopsync/internal/state/location"
)

// Open keeps the state in an object of a bucket, on AWS or any store that speaks
// its language and has conditional writes: an object is only made if there is none, and
// only replaced if it is the one that was read. Some stores take the condition and do not
// look at it, so nothing is written before this one has refused a write that it has to.
func Open(where location.Location, at state.Place) (*document.Store, error) {
	to := placeOf(where, at.Environ)
	keys := credentials.NewChainCredentials([]credentials.Provider{
		&credentials.EnvAWS{}, &credentials.FileAWSCredentials{}, &credentials.IAM{Client: &http.Client{Timeout: loginPatience}},
	})
	lookup := minio.BucketLookupPath
	if to.isAWS() {
		lookup = minio.BucketLookupAuto
	}
	client, err := minio.NewCore(to.host, &minio.Options{Creds: keys, Secure: to.secure, Region: to.region, BucketLookup: lookup, MaxRetries: tries})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", to.name(), err)
	}
	return document.New(&backend{place: to, env: at.Env, client: client, keys: keys, refused: to.permitted(at), quiet: at.Fork}, at), nil
}

const (
	patience      = 30 * time.Second
	loginPatience = 5 * time.Second
	tries         = 3
	maxSize       = 64 << 20
)

// backend is an object.
type backend struct {
	place  place
	env    string
	client *minio.Core
	keys   *credentials.Credentials

	refused error // why nothing may be sent to the store; nil if it may
	quiet   bool  // what the store says is not repeated

	mu     sync.Mutex
	proven bool // the store looks at conditions
}

func (m *backend) Location() string { return m.place.name() }

func (m *backend) Open(ctx context.Context, write bool) (document.Slot, error) {
	if m.refused != nil {
		return nil, fmt.Errorf("open %s: %w", m.place.name(), m.refused)
	}
	key, err := m.keys.GetWithContext(m.client.CredContext())
	if err != nil || key.SignerType.IsAnonymous() {
		return nil, fmt.Errorf("open %s: there is no key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give a profile or a role", m.place.name())
	}
	if write {
		if err := m.prove(ctx); err != nil {
			return nil, err
		}
	}
	return slot{m}, nil
}

// prove sees that the store refuses what it has to, at an object beside the state that
// stays there: to make what is there, and to replace what it is not.
func (m *backend) prove(ctx context.Context) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.proven {
		return nil
	}
	key, probe := m.place.key+".probe", []byte("whopsync sees here whether conditional writes work\n")
	_, err := m.put(ctx, key, "", probe)
	if err == nil {
		_, err = m.put(ctx, key, "", probe)
	}
	if errors.Is(err, document.ErrMoved) {
		_, err = m.put(ctx, key, "00000000000000000000000000000000", probe)
	}
	switch {
	case err == nil || minio.ToErrorResponse(err).StatusCode == http.StatusNotImplemented:
		return fmt.Errorf("the store of %s ignores conditions (If-None-Match, If-Match), so two applies could overwrite each other: it cannot keep a state", m.place.name())
	case !errors.Is(err, document.ErrMoved):
		return fmt.Errorf("try to write to %s: %w", m.place.name(), err)
	}
	m.proven = true
	return nil
}

// put makes an object, for version "", or replaces that version of it.
func (m *backend) put(ctx context.Context, key, version string, data []byte) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	options := minio.PutObjectOptions{ContentType: "application/json"}
	if version == "" {
		options.SetMatchETagExcept("*")
	} else {
		options.SetMatchETag(version)
	}
	sum := sha256.Sum256(data)
	info, err := m.client.PutObject(ctx, m.place.bucket, key, bytes.NewReader(data), int64(len(data)), "", hex.EncodeToString(sum[:]), options)
	if err != nil {
		return "", m.place.explain(err)
	}
	return info.ETag, nil
}

// slot is an object as a slot. Its version is its ETag.
type slot struct{ backend *backend }

func (slot) Close() error { return nil }

func (c slot) Read(ctx context.Context) (data []byte, version string, err error) {
	return c.backend.get(ctx, c.backend.place.key, maxSize)
}

// get returns an object and its ETag, nothing where there is none.
func (m *backend) get(ctx context.Context, key string, most int64) (data []byte, version string, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	at := m.place
	body, info, _, err := m.client.GetObject(ctx, at.bucket, key, minio.GetObjectOptions{})
	if minio.ToErrorResponse(err).Code == minio.NoSuchKey {
		return nil, "", nil
	}
	if err == nil {
		data, err = io.ReadAll(io.LimitReader(body, most))
		err = errors.Join(err, body.Close())
	}
	if status := minio.ToErrorResponse(err).StatusCode; m.quiet && status != 0 {
		return nil, "", fmt.Errorf("read %s: the store answers %d %s", at.name(), status, http.StatusText(status))
	}
	if err != nil {
		return nil, "", fmt.Errorf("read %s: %w", at.name(), at.explain(err))
	}
	return data, info.ETag, nil
}

func (c slot) Swap(ctx context.Context, version string, data []byte, _ string) (string, error) {
	return c.backend.put(ctx, c.backend.place.key, version, data)
}

// explain tells a condition that does not hold from a refusal and from a disturbance.
func (p place) explain(err error) error {
	answer := minio.ToErrorResponse(err)
	switch {
	case answer.StatusCode == http.StatusPreconditionFailed || answer.StatusCode == http.StatusConflict || answer.Code == minio.NoSuchKey:
		return document.ErrMoved
	case answer.Code == minio.NoSuchBucket:
		err = fmt.Errorf("%w: make the bucket %s first", err, p.bucket)
	case answer.StatusCode == 0:
		return document.InWords(err)
	case answer.StatusCode == http.StatusForbidden:
		err = hint.Add(err, "The key needs s3:GetObject, s3:PutObject and s3:ListBucket there")
	}
	if document.IsFinal(answer.StatusCode) {
		err = document.Denied(err)
	}
	return err
}
