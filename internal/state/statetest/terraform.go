// Package statetest has servers to keep states with, as net/http/httptest has servers for
// requests: of Terraform's protocol and of S3. They are strict, for a server that
// lets things pass proves nothing, and they share no type with whopsync's own side: a wrong
// word cannot be wrong on both. Only tests may lean on them.
package statetest

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
)

// Terraform is a server for Terraform's states that insists on the whole protocol, except
// for its switches, which are set before the first request.
type Terraform struct {
	Username, Password string

	IsGitLab    bool             // has an address for the lock, names accounts, counts versions
	LocksAll    bool             // gives its lock to everyone
	IsSilent    bool             // does not say who holds the lock
	HasNoLock   bool             // knows no lock at all
	TakesAll    bool             // takes documents from anyone
	LosesAnswer func(n int) bool // of the n-th request, which has its effect all the same

	mu       sync.Mutex
	document []byte
	serial   int64
	lock     *lock
	requests int
}

// lock is the holder, as the client sent it.
type lock struct {
	said map[string]string
	body []byte
}

const gitLabPath = "/api/v4/projects/42/terraform/state/academy"

// Path is where on the server the state is.
func (s *Terraform) Path() string {
	if s.IsGitLab {
		return gitLabPath
	}
	return "/academy?team=clay"
}

// Put makes this the document, as another program would that does not ask for the lock.
func (s *Terraform) Put(document string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.document = []byte(document)
}

// Document is what is stored, nil when nothing is.
func (s *Terraform) Document() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.document
}

// Free takes the lock from anyone who holds it, as a person may do.
func (s *Terraform) Free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lock = nil
}

// Relock gives the lock to another holder, as if someone had freed it meanwhile.
func (s *Terraform) Relock(id, who string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	said := map[string]string{"ID": id, "Who": who}
	body, _ := json.Marshal(said) // texts can be encoded
	s.lock = &lock{said, body}
}

// Serial is the version that the server shows.
func (s *Terraform) Serial() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.serial
}

func (s *Terraform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	if username, password, _ := r.BasicAuth(); username != s.Username || password != s.Password {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	answer := httptest.NewRecorder()
	s.serve(answer, r)
	if s.LosesAnswer != nil && s.LosesAnswer(s.requests) {
		panic(http.ErrAbortHandler)
	}
	send(w, answer)
}

// send gives an answer kept to the one who asked.
func send(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()) // anyone who went away does not read it
}

func (s *Terraform) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	switch s.verb(r) {
	case "GET":
		s.get(w)
	case "POST":
		s.post(w, r, body)
	case "LOCK":
		s.take(w, body)
	case "UNLOCK":
		s.free(w, body)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// verb is what a request asks for, in Terraform's words; "" at an address where nothing is.
func (s *Terraform) verb(r *http.Request) string {
	if s.IsGitLab {
		return map[string]string{
			"GET " + gitLabPath: "GET", "POST " + gitLabPath: "POST",
			"POST " + gitLabPath + "/lock": "LOCK", "DELETE " + gitLabPath + "/lock": "UNLOCK",
		}[r.Method+" "+r.URL.Path]
	}
	if r.URL.Query().Get("team") != "clay" {
		return ""
	}
	return r.Method
}

func (s *Terraform) get(w http.ResponseWriter) {
	if s.document == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-MD5", sumOf(s.document))
	_, _ = w.Write(s.document)
}

func (s *Terraform) post(w http.ResponseWriter, r *http.Request, body []byte) {
	var document struct {
		Version *int
		Serial  int64
		Lineage string
	}
	switch err := json.Unmarshal(body, &document); {
	case !s.TakesAll && (s.lock == nil || r.URL.Query().Get("ID") != s.lock.said["ID"]):
		w.WriteHeader(http.StatusConflict)
	case err != nil || document.Version == nil || document.Lineage == "" || r.Header.Get("Content-MD5") != sumOf(body):
		w.WriteHeader(http.StatusBadRequest)
	case document.Serial <= s.serial:
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, "Version has already been taken")
	default:
		s.document, s.serial = body, document.Serial
	}
}

// take gives the lock, to anyone who says everything that Terraform says.
func (s *Terraform) take(w http.ResponseWriter, body []byte) {
	var said map[string]string
	err := json.Unmarshal(body, &said)
	words := []string{"ID", "Operation", "Info", "Who", "Version", "Created", "Path"}
	switch {
	case err != nil || slices.ContainsFunc(words, func(word string) bool { return said[word] == "" }):
		w.WriteHeader(http.StatusBadRequest)
	case s.HasNoLock:
		w.WriteHeader(http.StatusMethodNotAllowed)
	case s.lock != nil && !s.LocksAll:
		s.refuse(w, said)
	default:
		s.lock = &lock{said, body}
	}
}

// refuse names the holder. GitLab repeats the caller's words, with the holder's id and
// account.
func (s *Terraform) refuse(w http.ResponseWriter, asked map[string]string) {
	if s.IsGitLab {
		w.WriteHeader(http.StatusConflict)
		asked["ID"], asked["Who"], asked["Created"] = s.lock.said["ID"], s.Username, s.lock.said["Created"]
		_ = json.NewEncoder(w).Encode(asked)
		return
	}
	w.WriteHeader(http.StatusLocked)
	if !s.IsSilent {
		_, _ = w.Write(s.lock.body)
	}
}

func (s *Terraform) free(w http.ResponseWriter, body []byte) {
	var said map[string]string
	if err := json.Unmarshal(body, &said); err != nil || !s.LocksAll && (s.lock == nil || said["ID"] != s.lock.said["ID"]) {
		w.WriteHeader(http.StatusConflict)
		return
	}
	s.lock = nil
}

func sumOf(data []byte) string {
	sum := md5.Sum(data)
	return base64.StdEncoding.EncodeToString(sum[:])
}
