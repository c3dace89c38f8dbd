package preview

import (
	"bytes"
	"fmt"
	"maps"
	"mime"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Server shows the newest site to browsers on this machine. It has no listing, takes no request from another site, and tells pages
// when there is a newer one.
type Server struct {
	hosts map[string]bool // what browsers may call it
	build string

	mu      sync.Mutex
	site    *Site
	version int
	news    map[chan struct{}]bool // of the pages that listen
	done    bool
}

// NewServer makes a server for an address on this machine. build tells it from every other server, also from an earlier one there.
func NewServer(listen net.Addr, build string) (*Server, error) {
	address, ok := listen.(*net.TCPAddr)
	if !ok || !address.IP.IsLoopback() {
		return nil, fmt.Errorf("%s is no address of this machine alone", listen)
	}
	port := strconv.Itoa(address.Port)
	hosts := map[string]bool{}
	for _, name := range []string{"127.0.0.1", "localhost", "::1", address.IP.String()} {
		hosts[net.JoinHostPort(name, port)] = true
	}
	if port == "80" { // which browsers leave out
		for name := range maps.Clone(hosts) {
			hosts[strings.TrimSuffix(name, ":80")] = true
		}
	}
	return &Server{hosts: hosts, build: build, news: map[chan struct{}]bool{}}, nil
}

// Show makes a site of the content and lets every page know.
func (s *Server) Show(content Content, options Options) {
	s.mu.Lock()
	options.Build, options.Version = s.build, s.version+1
	s.mu.Unlock()
	site := New(content, options)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.site, s.version = site, options.Version
	s.tell()
}

// Close ends the streams of news, so that a server can shut down.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done = true
	s.tell()
}

// tell wakes all who listen. One that is awake already looks again anyway.
func (s *Server) tell() {
	for listener := range s.news {
		select {
		case listener <- struct{}{}:
		default:
		}
	}
}

// ServeHTTP answers GET and HEAD for what the site has.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	setHeaders(w.Header())
	switch {
	case !s.hosts[strings.ToLower(r.Host)]:
		http.Error(w, "this address is not the preview's own", http.StatusMisdirectedRequest)
		return
	case isFromElsewhere(r):
		http.Error(w, "the preview answers its own pages alone", http.StatusForbidden)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	at := strings.TrimPrefix(r.URL.Path, "/")
	if at == path.Join(assetsDir, "events") {
		s.serveNews(w, r)
		return
	}
	if at == "" || strings.HasSuffix(at, "/") {
		at += homePage
	}
	s.mu.Lock()
	site := s.site
	s.mu.Unlock()
	switch {
	case site != nil && site.Has(at):
		serve(w, r, site, at)
	case site != nil && path.Ext(at) == ".html":
		serveGone(w, r, site, at)
	default:
		http.NotFound(w, r)
	}
}

// isFromElsewhere reports what another site's page asks for, but for the reader's own click on a link to a page.
func isFromElsewhere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	isClick := r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	return (site == "cross-site" || site == "same-site") && !isClick
}

func setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", csp(true)+"; frame-ancestors 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// serve writes a page or file.
func serve(w http.ResponseWriter, r *http.Request, site *Site, at string) {
	file := site.files[at]
	kind := contentType(at)
	if file != "" {
		setFileHeaders(w.Header(), file, kind)
	}
	w.Header().Set("Content-Type", kind)
	if r.Method == http.MethodHead {
		return
	}
	if file != "" {
		if err := site.Write(w, at); err != nil {
			http.Error(w, "the file cannot be read", http.StatusNotFound)
		}
		return
	}
	var page bytes.Buffer
	if err := site.Write(&page, at); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = page.WriteTo(w)
}

// serveGone says that there is no such page. The script of an open page asks with the key of what it shows, and no browser may take the
// answer for an error: it would stand in the console after each save.
func serveGone(w http.ResponseWriter, r *http.Request, site *Site, at string) {
	query := r.URL.Query()
	var page bytes.Buffer
	if err := site.gone(&page, at, query.Get("key")); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType(at))
	if !query.Has("key") {
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = page.WriteTo(w)
}

// setFileHeaders keeps a file of an author from running anything: only what browsers show without is shown, and an image that may hold
// scripts is one only within a page.
func setFileHeaders(h http.Header, file, kind string) {
	if kind != "application/pdf" { // whose viewer works in no sandbox
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	}
	if !strings.HasPrefix(kind, "image/") && kind != "application/pdf" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(file)}))
	}
}

// contentTypes are what pages consist of; everything else is downloaded.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".svg": "image/svg+xml",
	".pdf": "application/pdf",
}

func contentType(at string) string {
	if kind := contentTypes[strings.ToLower(path.Ext(at))]; kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// serveNews says which version there is, now and whenever there is another one.
func (s *Server) serveNews(w http.ResponseWriter, r *http.Request) {
	listener := make(chan struct{}, 1)
	s.mu.Lock()
	s.news[listener] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.news, listener)
		s.mu.Unlock()
	}()
	stream := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "retry: 500\n\n")
	last := -1
	for {
		s.mu.Lock()
		version, done := s.version, s.done
		s.mu.Unlock()
		if done {
			return
		}
		if version != last {
			fmt.Fprintf(w, "event: site\ndata: {\"build\":%q,\"version\":%d}\n\n", s.build, version)
			last = version
		}
		if stream.Flush() != nil {
			return
		}
		select {
		case <-listener:
		case <-r.Context().Done():
			return
		}
	}
}
