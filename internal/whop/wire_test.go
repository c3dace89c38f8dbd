package whop

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"whopsync/internal/course"
)

// The tests of this file go over a real connection with the client's own transport.

func serve(t *testing.T, h http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return open(t, Config{BaseURL: server.URL + "/api/v1"})
}

// A create carries an Idempotency-Key, and with it net/http would send it again by
// itself when a reused connection dies: executed twice, and no one would know.
func TestNoCreateIsSentTwiceBelowTheClient(t *testing.T) {
	var creates atomic.Int32
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			io.WriteString(w, oneChapter)
			return
		}
		creates.Add(1)
		io.Copy(io.Discard, r.Body)
		hangUp(t, w)
	})
	if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil { // leaves a connection to reuse
		t.Fatal(err)
	}
	err := createChapter(c, t.Context())
	if course.OutcomeOf(err) != course.OutcomeUnknown || creates.Load() != 1 {
		t.Errorf("outcome %q, executed %d times: %v", course.OutcomeOf(err), creates.Load(), err)
	}
}

func hangUp(t *testing.T, w http.ResponseWriter) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	connection.Close()
}

func TestAServerThatIsNotThereWasSentNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	c := open(t, Config{BaseURL: "http://" + address + "/api/v1"})
	_, failure := c.sender.exchange(t.Context(), call{what: "create chapter", method: http.MethodPost, path: "/course_chapters", body: []byte("{}")}, 0)
	if failure == nil || failure.Outcome() != course.OutcomeNotSent {
		t.Errorf("%v", failure)
	}
}

func TestTheKeyDoesNotFollowARedirect(t *testing.T) {
	var elsewhere atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer thief.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		c := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL, status) })
		_, readErr := c.Read(t.Context(), course.KindChapter, "chap_1")
		if err := createChapter(c, t.Context()); err == nil || readErr == nil {
			t.Errorf("%d was taken for an answer", status)
		}
	}
	if n := elsewhere.Load(); n > 0 {
		t.Errorf("%d requests went elsewhere", n)
	}
}

func TestAGzipBombIsNotUnpacked(t *testing.T) {
	var member bytes.Buffer
	packed := gzip.NewWriter(&member)
	packed.Write(bytes.Repeat([]byte(" "), 1<<20))
	packed.Close()
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bytes.Repeat(member.Bytes(), maxAnswer>>20+8)) // gzip files add up
	})
	if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); !errors.Is(err, errTooLong) {
		t.Errorf("%v", err)
	}
}

func TestAnswersAreReadOverOneConnection(t *testing.T) {
	connections := map[string]bool{}
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		connections[r.RemoteAddr] = true
		io.WriteString(w, oneChapter)
	})
	for range 5 {
		if _, err := c.Read(t.Context(), course.KindChapter, "chap_1"); err != nil {
			t.Fatal(err)
		}
	}
	if len(connections) != 1 {
		t.Errorf("%d connections for 5 requests", len(connections))
	}
}

func TestAnUploadDoesNotReachThisMachine(t *testing.T) {
	listener := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})).Listener
	defer listener.Close()
	place := upload{file: remoteFile{id: "file_1", status: filePending}, size: 3, open: pdf}
	place.address = &url.URL{Scheme: "https", Host: listener.Addr().String(), Path: "/put"} // as a public name might resolve
	c := open(t, Config{BaseURL: "https://api.whop.com/api/v1"})
	failure := sendBytes(t.Context(), c.sender, call{what: "upload", method: http.MethodPut, path: "upload"}, place, 0)
	if failure == nil || failure.Outcome() != course.OutcomeNotSent || !strings.Contains(failure.Error(), "not a public address") {
		t.Errorf("%v", failure)
	}
}

// What goes to the storage is read off the wire: net/http adds headers of its own late.
func TestUploadOnTheWire(t *testing.T) {
	got := make(chan string, 1)
	address := rawServer(t, got)
	place := upload{file: remoteFile{id: "file_1", status: filePending}, size: 3, open: pdf, header: http.Header{"Content-Type": {"text/plain"}}}
	place.address, _ = checkStorage("http://"+address+"/put?sig=1", true)
	c := open(t, Config{BaseURL: "http://" + address + "/api/v1"})
	if err := sendUpload(context.Background(), c.sender, place); err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("PUT /put?sig=1 HTTP/1.1\r\nHost: %s\r\nContent-Length: 3\r\nContent-Type: text/plain\r\nAccept-Encoding: gzip\r\n", address)
	if head := <-got; head != want {
		t.Errorf("got %q\nwant %q", head, want)
	}
}

// rawServer takes one request, gives its head to the channel and answers 200.
func rawServer(t *testing.T, head chan<- string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		defer connection.Close()
		reader, text := bufio.NewReader(connection), ""
		for line := ""; line != "\r\n"; text += strings.TrimPrefix(line, "\r\n") {
			if line, err = reader.ReadString('\n'); err != nil {
				break
			}
		}
		io.CopyN(io.Discard, reader, 3)
		io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		head <- text
	}()
	return listener.Addr().String()
}
