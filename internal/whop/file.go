package whop

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"

	"whopsync/internal/course"
)

// Status words of a file that matter here (documented). Between pending and ready it is
// "processing".
const (
	FilePending = "pending" // waits for its bytes
	FileReady   = "ready"
	FileFailed  = "failed"
)

// RemoteFile is a file that Whop keeps.
type RemoteFile struct {
	ID          string
	Status      string
	Name        string
	ContentType string
	Size        int64
	URL         string // permanent when public, signed and short-lived when private; "" until ready
}

// UploadFile makes a file of Whop's out of a repository's: it creates the record, sends
// the bytes and waits until the file can be used. Where the end of a step is unclear it
// begins anew with another record: one too many hurts nobody.
func (c *Client) UploadFile(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (course.File, error) {
	attempt := func() (RemoteFile, error) {
		remote, err := c.uploadOnce(ctx, file, public, open)
		var e *Error
		if errors.As(err, &e) && e.outcome != course.OutcomeUnknown && !e.lost {
			return remote, backoff.Permanent(err)
		}
		return remote, err
	}
	remote, err := backoff.Retry(ctx, attempt, backoff.WithBackOff(newBackOff()), backoff.WithMaxTries(3), backoff.WithMaxElapsedTime(budget))
	if err != nil {
		return course.File{}, fmt.Errorf("upload %s: %w", file.Path, err)
	}
	file.ID, file.URL = remote.ID, ""
	if public {
		file.URL = remote.URL
	}
	return file, nil
}

func (c *Client) uploadOnce(ctx context.Context, file course.File, public bool, open func() (io.ReadCloser, error)) (RemoteFile, error) {
	upload, err := c.CreateFile(ctx, rand.Text(), file.Name, public)
	if err != nil {
		return RemoteFile{}, err
	}
	if err := c.Upload(ctx, upload, file.Size, open); err != nil {
		return RemoteFile{}, err
	}
	if upload.File.Status == FileReady {
		return upload.File, nil
	}
	return c.WaitFile(ctx, upload.File.ID)
}

// CreateFile makes the record of a file whose bytes follow with Upload. Only a public
// file has a permanent address.
func (c *Client) CreateFile(ctx context.Context, idempotencyKey, name string, public bool) (Upload, error) {
	create := call{what: "create file", method: http.MethodPost, path: "/files", idempotencyKey: idempotencyKey}
	if err := checkIdempotencyKey(idempotencyKey); err != nil {
		return Upload{}, c.invalid(create.what, err)
	}
	visibility := "private"
	if public {
		visibility = "public"
	}
	var err error
	if create.body, err = encodeBody(map[string]any{"filename": name, "visibility": visibility}); err != nil {
		return Upload{}, c.invalid(create.what, err)
	}
	return fetch(ctx, c, create, c.readUpload)
}

// ReadFile reads a file's record.
func (c *Client) ReadFile(ctx context.Context, id string) (RemoteFile, error) {
	get := call{what: "read file " + clip(id), method: http.MethodGet, path: "/files/{id}", id: id}
	if err := checkID(fileID, id); err != nil {
		return RemoteFile{}, c.invalid(get.what, err)
	}
	return fetch(ctx, c, get, only(id, readRemoteFile))
}

const (
	firstPoll = 100 * time.Millisecond
	slowPoll  = 2 * time.Second
	fileWait  = 2 * time.Minute // Whop's own client gives up after as long
	localWait = 3 * time.Second
)

func fileWaitFor(base *url.URL) time.Duration {
	if isLoopback(base) {
		return localWait
	}
	return fileWait
}

// WaitFile reads a file until it is ready, and returns an error if it fails or takes too
// long.
func (c *Client) WaitFile(ctx context.Context, id string) (RemoteFile, error) {
	wait := call{what: "wait for file " + clip(id)}
	deadline := time.Now().Add(c.fileWait)
	for pause := firstPoll; ; pause = min(2*pause, slowPoll) {
		file, err := c.ReadFile(ctx, id)
		switch {
		case err != nil || file.Status == FileReady:
			return file, err
		case file.Status == FileFailed:
			return file, c.failure(wait, course.OutcomeRefused, errors.New("it could not be processed"))
		case !time.Now().Add(pause).Before(deadline):
			return file, c.failure(wait, course.OutcomeUnread, fmt.Errorf("still %q after %s", clip(file.Status), c.fileWait))
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return file, c.failure(wait, course.OutcomeUnknown, context.Cause(ctx))
		}
	}
}

func readRemoteFile(o object) (RemoteFile, error) {
	id, err := o.id(fileID)
	if err != nil {
		return RemoteFile{}, err
	}
	status, noStatus := o.text("upload_status")
	name, badName := o.optionalText("filename")
	contentType, badType := o.optionalText("content_type")
	address, badAddress := o.optionalText("url")
	size, badSize := readSize(o["size"])
	file := RemoteFile{ID: id, Status: status, Name: name, ContentType: contentType, Size: size, URL: address}
	return file, errors.Join(noStatus, badName, badType, badAddress, badSize)
}

// readSize takes a number, or the text that it was before API version 2026-08-21-1.
func readSize(raw json.RawMessage) (int64, error) {
	if isNull(raw) {
		return 0, nil
	}
	size, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil {
		return 0, errors.New(`"size" in the answer is not a number`)
	}
	return size, nil
}
