package whop

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"whopsync/internal/course"
)

const maxRedirects = 5

// enterStorage begins an exchange of so many bytes with a host that is not the API: it gets
// neither the key nor a header of ours.
func enterStorage(ctx context.Context, s *sender, call call, size int64) (context.Context, func(), *Error) {
	leave, err := s.enter(ctx, call)
	if err != nil {
		return ctx, nil, s.failure(call, course.OutcomeNotSent, err)
	}
	limit := exchangeTimeout + time.Duration(size>>16)*time.Second // a slow line: 64 KiB a second
	ctx, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("not done within %s", limit))
	return ctx, func() { cancel(); leave() }, nil
}

// sendBytes sends the bytes of a new file once.
func sendBytes(ctx context.Context, s *sender, call call, to upload, retry int) *Error {
	ctx, leave, failure := enterStorage(ctx, s, call, to.size)
	if failure != nil {
		return failure
	}
	defer leave()
	content, err := to.open()
	if err != nil {
		return s.failure(call, course.OutcomeRefused, err) // the same file would not open the next time either
	}
	start := time.Now()
	resp, err := s.storage.RoundTrip(to.request(ctx, content))
	s.report(call, resp, start, retry, 0)
	if err != nil {
		return s.unanswered(ctx, call, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return storageRefusal(s, call, resp, "the storage did not take it")
	}
	return nil
}

// storageRefusal reports the status alone: what a storage says quotes the signature.
func storageRefusal(s *sender, call call, resp *http.Response, said string) *Error {
	failure := s.failure(call, course.OutcomeUnknown, errors.New(said))
	failure.Status = resp.StatusCode
	failure.wait = waitOf(resp.Header, "", time.Now())
	if resp.StatusCode >= 400 && resp.StatusCode < 500 && resp.StatusCode != http.StatusRequestTimeout {
		failure.outcome = course.OutcomeRefused
	}
	return failure
}

// receiveBytes follows redirects by itself: each could lead to another network.
func receiveBytes(ctx context.Context, s *sender, call call, at *url.URL, most int64, retry int) ([]byte, *Error) {
	ctx, leave, failure := enterStorage(ctx, s, call, most)
	if failure != nil {
		return nil, failure
	}
	defer leave()
	for range maxRedirects {
		start := time.Now()
		req := storageRequest(ctx, http.MethodGet, at)
		req.Header.Set("User-Agent", s.userAgent)
		resp, err := s.storage.RoundTrip(req)
		s.report(call, resp, start, retry, 0)
		if err != nil {
			return nil, s.unanswered(ctx, call, errors.New("its host cannot be reached")) // the cause may quote the address
		}
		if resp.StatusCode < 300 || resp.StatusCode > 399 {
			return readDownload(ctx, s, call, resp, most)
		}
		resp.Body.Close()
		to, err := at.Parse(resp.Header.Get("Location"))
		if err == nil {
			at, err = checkDownload(to.String(), isLoopback(s.base))
		}
		if err != nil {
			return nil, s.failure(call, course.OutcomeRefused, errors.New("it redirects to an address from which no file is read"))
		}
	}
	return nil, s.failure(call, course.OutcomeRefused, fmt.Errorf("it redirects more than %d times", maxRedirects))
}

func readDownload(ctx context.Context, s *sender, call call, resp *http.Response, most int64) ([]byte, *Error) {
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, storageRefusal(s, call, resp, http.StatusText(resp.StatusCode))
	}
	data, failure := s.readBody(ctx, call, resp, most)
	if failure == nil && int64(len(data)) > most {
		failure = s.failure(call, course.OutcomeRefused, fmt.Errorf("it has more than %d MiB", most>>20))
	}
	if failure != nil {
		return nil, failure
	}
	return data, nil
}
