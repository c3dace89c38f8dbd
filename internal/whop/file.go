package whop

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/cenkalti/backoff/v5"

	"whopsync/internal/course"
)

// UploadFile makes a file of Whop's out of a repository's: it creates the record, sends
// the bytes and waits until the file can be used. Where the end of a step is unclear it
// starts again with another record: one too many does no harm.
func (c *Client) UploadFile(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (course.File, error) {
	attempt := func() (remoteFile, error) {
		remote, err := uploadOnce(ctx, c.sender, file, public, open)
		var e *Error
		if errors.As(err, &e) && (e.outcome != course.OutcomeUnknown && !e.lost || e.IsFinal()) {
			return remote, backoff.Permanent(err)
		}
		return remote, err
	}
	remote, err := backoff.Retry(ctx, attempt, backoff.WithBackOff(newBackOff()), backoff.WithMaxTries(3), backoff.WithMaxElapsedTime(budget))
	if err != nil {
		return course.File{}, fmt.Errorf("upload %s: %w", file.Path, err)
	}
	file.ID, file.URL = remote.id, ""
	if public {
		file.URL = remote.url
	}
	return file, nil
}

func uploadOnce(ctx context.Context, s *sender, file course.File, public bool, open func() (io.ReadCloser, error)) (remoteFile, error) {
	made, err := createFile(ctx, s, rand.Text(), file.Name, public)
	if err != nil {
		return remoteFile{}, err
	}
	if made.file.status == filePending {
		made.size, made.open = file.Size, open
		err = sendUpload(ctx, s, made)
	}
	if err != nil || made.file.status == fileReady {
		return made.file, err
	}
	return waitFile(ctx, s, made.file.id)
}

// createFile makes the record of a file whose bytes follow. Only a public file has a
// permanent address.
func createFile(ctx context.Context, s *sender, idempotencyKey, name string, public bool) (upload, error) {
	visibility := "private"
	if public {
		visibility = "public"
	}
	body, err := encodeBody(map[string]any{"filename": name, "visibility": visibility})
	create := call{what: "create file", method: http.MethodPost, path: "/files", body: body, idempotencyKey: idempotencyKey, invalid: err}
	return fetch(ctx, s, create, func(o object) (upload, error) { return readUpload(o, isLoopback(s.base)) })
}

// sendUpload sends the bytes of a new file.
func sendUpload(ctx context.Context, s *sender, to upload) error {
	put := call{what: "upload file " + to.file.id, method: http.MethodPut, path: "upload"}
	return s.persist(ctx, put, func(retry int) *Error { return sendBytes(ctx, s, put, to, retry) })
}

const (
	firstPoll = 100 * time.Millisecond
	slowPoll  = 2 * time.Second
	fileWait  = 2 * time.Minute // Whop's own client gives up after as long
	localWait = 3 * time.Second // on loopback nothing is processed
)

// waitFile reads a file until it is ready, and returns an error if it fails or takes too
// long.
func waitFile(ctx context.Context, s *sender, id string) (remoteFile, error) {
	get := call{what: "read file " + clip(id), method: http.MethodGet, path: "/files/{id}", id: id, invalid: checkID(fileID, id)}
	wait := call{what: "wait for file " + clip(id)}
	most := fileWait
	if isLoopback(s.base) {
		most = localWait
	}
	deadline := time.Now().Add(most)
	for pause := firstPoll; ; pause = min(2*pause, slowPoll) {
		file, err := fetch(ctx, s, get, only(id, readRemoteFile))
		switch {
		case err != nil || file.status == fileReady:
			return file, err
		case file.status == fileFailed:
			return file, s.failure(wait, course.OutcomeRefused, errors.New("it could not be processed"))
		case !time.Now().Add(pause).Before(deadline):
			return file, s.failure(wait, course.OutcomeUnread, fmt.Errorf("still %q after %s", clip(file.status), most))
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return file, s.failure(wait, course.OutcomeUnknown, context.Cause(ctx))
		}
	}
}

// Download reads the file at an address that Whop, or the text of a lesson, shows. Such
// an address may lead anywhere: neither the key nor a header of ours goes along, only https
// will do and no private network is reached (loopback, when the API itself is there), each
// redirect is held to the same, and no more than most bytes are read. The address may be
// signed, so no error names more of it than its host.
func (c *Client) Download(ctx context.Context, address string, most int64) ([]byte, error) {
	get := call{what: "download a file", method: http.MethodGet, path: "download"}
	at, err := checkDownload(address, isLoopback(c.sender.base))
	if err == nil {
		get.what += " of " + clip(at.Hostname())
	}
	get.invalid = err
	var data []byte
	err = c.sender.persist(ctx, get, func(retry int) (failure *Error) {
		data, failure = receiveBytes(ctx, c.sender, get, at, most, retry)
		return failure
	})
	return data, err
}
