package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"whopsync/internal/cli"
	"whopsync/internal/whop/emulator"
)

// The scripts in testdata/script run the real commands against an emulator on loopback.
// Beside the words of testscript they know these:
//
//	whop [-page N] [-latency D]  a fresh Whop, and the variables that lead to it
//	key WHOSE                    use the key of somebody who is full, reads, weak, blind or another
//	sent METHOD PATTERN N        so many requests were sent since the last forget
//	clock TIME                   from now on it is this time, in the form of RFC 3339
//	arrived METHOD PATTERN N     wait until so many were
//	body JSON                    the last write had this body
//	forget                       start counting anew
//	keeper METHOD=STATUS...      a server for states with these answers, in the place of KEEPER
//	stores FILE...               servers for states, in the place of STATES and BUCKETS in files
//	listener [FILE...]           a server that must not be asked, in the place of LISTENER in files
//	heard N [HEADER]             so many requests came to it since the last heard, or had a header
//	app PRODUCT ID NAME [APP]    install the Courses app once more, on a product; or an app of the id APP that is called so
//	answers WHO STATUS [PATH...] from now on, whop or a proxy refuses all that is asked there, and nothing else
//	redirects METHOD ADDRESS     from now on, requests of METHOD are answered with a redirect; {path} is theirs
//	quirk NAME...                Whop is otherwise in these ways, which are fields of emulator.Quirks
//	late PATH N                  the next POST to PATH fails and has its effect N requests later, and keys are ignored
//	whopsync ARGUMENT...         a command; "exec whopsync" starts a process for it
//	exits CODE COMMAND...        whopsync or exec, which may be left out, and the exact exit code
//	course                       print the courses as Whop has them
//	content TITLE                print the text of the lesson with this title
//	ids                          print the ids of all titles, sorted by title
//	object VARIABLE TITLE        note the id of the lesson with this title
//	kept VARIABLE TITLE          the lesson with this title is the one that was noted
//	settles FILE=ADDRESS...      apply, and answer what it asks by those of these that it prints
//	fingerprint [FLAG...]        set FINGERPRINT to that of a plan of the files as they are
//	screen LINES [FLAG...]       print a plan as 80 columns show it, which takes so many lines at most
//	dashboard DOING...           do something on whop.com
//	png FILE SHADE               a picture, another one for every shade from 0 to 255
//	holds ENV                    another run holds the lock, under the id L-1
//	occupies                     another run has the local Whop
//	locked ENV                   wait until somebody holds it
//	github                       a GitHub with a pull request, and the variables of a workflow there
//	action INPUT=VALUE...        what action.yml does with these inputs; ! when it is to fail
//	gitlab JOB FOLDER KEY        what a job of docs/gitlab-ci.yml does, with a key that reads; ! when it is to fail
//	comments                     print what stands under the pull request
//	merged CLONE                 the pull request has become the last commit of this clone
//
// noPause spares each of the many short processes the second that the race detector
// otherwise waits for at its end.
const noPause = "atexit_sleep_ms=0"

// patience is how long a test waits for what a process is to do. On a busy machine that takes
// a while; who takes longer than this hangs.
const patience = 4 * time.Minute

// gitSettings are those of the machine, to the tests' git: nothing grows old here, and no power fails.
const gitSettings = "[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n[core]\n\tfsync = none\n[init]\n\tdefaultRefFormat = files\n\ttemplateDir =\n"

// TestMain puts whopsync into the PATH, for tests and scripts that need a process of their own. It
// is this program under another name.
func TestMain(m *testing.M) {
	const name = "whopsync"
	if filepath.Base(os.Args[0]) == name {
		here := cli.Process{Environ: os.Environ(), Streams: cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, Now: clockOf(os.Getenv(clockVariable))}
		os.Exit(recorded(os.Args[1:], here, func(p cli.Process) int { return cli.Main(context.Background(), os.Args[1:], p) }))
	}
	self, selfErr := os.Executable()
	dir, dirErr := os.MkdirTemp("", "whopsync-path-")
	settings := filepath.Join(dir, "gitconfig")
	if err := errors.Join(selfErr, dirErr, os.Symlink(self, filepath.Join(dir, name)), os.WriteFile(settings, []byte(gitSettings), 0o666)); err != nil {
		panic(err)
	}
	os.Setenv("GIT_CONFIG_SYSTEM", settings)
	os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	os.Setenv("GORACE", noPause)
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// clockVariable holds the time that it is in a script; without it, it is the machine's.
const clockVariable = "CLOCK"

func setClock(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: clock TIME")
	}
	_, err := time.Parse(time.RFC3339, args[0])
	ts.Check(err)
	ts.Setenv(clockVariable, args[0])
}

// clockOf returns a clock that stands still, nil where no time is given.
func clockOf(text string) func() time.Time {
	now, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil
	}
	return func() time.Time { return now }
}

var update = flag.Bool("update", false, "rewrite the expected output in the scripts")

func TestScripts(t *testing.T) {
	schemas, err := documentSchemas()
	if err != nil {
		t.Fatal(err)
	}
	all := t.TempDir()
	t.Cleanup(func() {
		for form, about := range checkPrinted(t, readPrinted(t, all)) {
			if !slices.Contains(printedForms(), form) {
				t.Errorf("%s prints %q, which no test runs", about, form)
			}
		}
	})
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/script",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			for _, name := range []string{"GORACE", "GOGC", "GIT_CONFIG_SYSTEM"} { // as in other tests
				env.Setenv(name, os.Getenv(name))
			}
			env.Values[stageKey{}] = &stage{schemas: schemas}
			env.Setenv(printedVariable, filepath.Join(all, filepath.Base(env.WorkDir)))
			if err := os.Mkdir(filepath.Join(all, filepath.Base(env.WorkDir)), 0o777); err != nil {
				return err
			}
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"whop": openStage, "key": useKey, "sent": sent, "clock": setClock, "arrived": arrived, "body": body, "forget": forget, "answers": answers, "redirects": redirects, "late": late, "quirk": setQuirks, "app": installApp, "keeper": keep, "stores": openStores,
			"listener": listen, "heard": heard,
			"whopsync": whopsync, "exits": exits, "course": printCourse, "content": printContent, "ids": printIDs, "fingerprint": fingerprint, "screen": screen, "dashboard": dashboard, "png": makePNG,
			"object": rememberObject, "kept": isKept, "settles": settles,
			"holds": holds, "occupies": occupies, "locked": locked,
			"github": openHub, "settings": useSettings, "action": runAction, "gitlab": runPipeline, "comments": printComments, "proposals": proposals, "merged": merged,
		},
	})
}

// stage is what a script plays on.
type stage struct {
	whop   *emulator.Emulator
	hub    *hub
	keeper *stubborn
	heard  *listener

	schemas map[string]*jsonschema.Schema // of what commands print
}

type stageKey struct{}

func stageOf(ts *testscript.TestScript) *stage { return ts.Value(stageKey{}).(*stage) }

func openStage(ts *testscript.TestScript, neg bool, args []string) {
	var options emulator.Options
	flags := flag.NewFlagSet("whop", flag.ContinueOnError)
	flags.IntVar(&options.PageSize, "page", 0, "items a page")
	flags.DurationVar(&options.Latency, "latency", 0, "how long a request travels")
	ts.Check(flags.Parse(args))
	whop, err := emulator.New(options)
	ts.Check(err)
	server := httptest.NewServer(whop)
	ts.Defer(server.Close)
	stageOf(ts).whop = whop
	ts.Setenv("WHOP_BASE_URL", server.URL+"/api/v1")
	ts.Setenv("WHOP_API_KEY", emulator.LocalKey)
}

func useKey(ts *testscript.TestScript, neg bool, args []string) {
	whop := stageOf(ts).whop
	key := emulator.FullKey("apik_" + args[0])
	switch args[0] {
	case "reads":
		key = emulator.ReadOnlyKey(key.Token)
	case "weak":
		key = emulator.WeakKey(key.Token)
	case "blind":
		key = emulator.WeakKey(key.Token)
		whop.SetQuirks(emulator.Quirks{HideFromWeakKeys: true})
	case "another":
		account, err := whop.Dashboard.AddAccount(emulator.Account{Title: "Another academy"})
		ts.Check(err)
		key.Account = account
	}
	whop.AddKey(key)
	ts.Setenv("WHOP_API_KEY", key.Token)
}

func sent(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: sent METHOD PATTERN N")
	}
	want, err := strconv.Atoi(args[2])
	ts.Check(err)
	if got := stageOf(ts).whop.Count(args[0], args[1]); got != want {
		ts.Fatalf("%d requests %s %s, not %d:\n%s", got, args[0], args[1], want, requests(stageOf(ts).whop))
	}
}

func arrived(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[2])
	ts.Check(err)
	for begin := time.Now(); stageOf(ts).whop.Count(args[0], args[1]) < want; time.Sleep(time.Millisecond) {
		if time.Since(begin) > patience {
			ts.Fatalf("%d requests %s %s did not arrive:\n%s", want, args[0], args[1], requests(stageOf(ts).whop))
		}
	}
}

func requests(whop *emulator.Emulator) string {
	var out strings.Builder
	for _, entry := range whop.Log() {
		fmt.Fprintf(&out, "%s %s %d %s\n", entry.Method, entry.Path, entry.Status, entry.Body)
	}
	return out.String()
}

func body(ts *testscript.TestScript, neg bool, args []string) {
	last := ""
	for _, entry := range stageOf(ts).whop.Log() {
		if entry.Method != "GET" {
			last = entry.Body
		}
	}
	if last != args[0] {
		ts.Fatalf("the last write was %s, not %s", last, args[0])
	}
}

func forget(ts *testscript.TestScript, neg bool, args []string) { stageOf(ts).whop.ClearLog() }

func installApp(ts *testscript.TestScript, neg bool, args []string) {
	app := emulator.App{ID: emulator.CoursesApp, Name: "Courses"}
	if len(args) > 3 {
		app.ID = args[3]
	}
	_, err := stageOf(ts).whop.Dashboard.AddExperience(emulator.Experience{Account: emulator.LocalAccount, Products: args[:1], ID: args[1], Name: args[2], App: app})
	ts.Check(err)
}

func answers(ts *testscript.TestScript, neg bool, args []string) {
	status, err := strconv.Atoi(args[1])
	ts.Check(err)
	refusal := emulator.Refuse(status)
	if args[0] == "proxy" {
		refusal = emulator.Page(emulator.Never, status)
	}
	stageOf(ts).whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if slices.Contains(args[2:], r.Path) {
			return refusal
		}
		return emulator.Fault{}
	})
}

func redirects(ts *testscript.TestScript, neg bool, args []string) {
	stageOf(ts).whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if r.Method != args[0] {
			return emulator.Fault{}
		}
		return emulator.Redirect(strings.ReplaceAll(args[1], "{path}", r.Path))
	})
}

func setQuirks(ts *testscript.TestScript, neg bool, args []string) {
	var quirks emulator.Quirks
	for _, name := range args {
		reflect.ValueOf(&quirks).Elem().FieldByName(name).SetBool(true)
	}
	stageOf(ts).whop.SetQuirks(quirks)
}

func late(ts *testscript.TestScript, neg bool, args []string) {
	requests, err := strconv.Atoi(args[1])
	ts.Check(err)
	whop, isOver := stageOf(ts).whop, false
	whop.SetQuirks(emulator.Quirks{NoIdempotency: true})
	fault := emulator.Page(emulator.Late, 504)
	fault.After = requests
	whop.SetFault(func(r emulator.RequestInfo) emulator.Fault {
		if isOver || r.Method != "POST" || r.Path != args[0] {
			return emulator.Fault{}
		}
		isOver = true
		return fault
	})
}

// whopsync runs a command in this program, since a process costs more than most commands. Scripts
// start one for what a command shares with its process: signals, the PATH, proxies, keys to S3.
func whopsync(ts *testscript.TestScript, neg bool, args []string) {
	if code := runInScript(ts, args, ts.Stdout(), ts.Stderr()); (code != 0) != neg {
		ts.Fatalf("whopsync %s exited with %d", strings.Join(args, " "), code)
	}
}

// exits is whopsync or exec that wants one exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	switch command := args[1:]; command[0] {
	case "whopsync":
		got = runInScript(ts, command[1:], ts.Stdout(), ts.Stderr())
	case "exec":
		got = execInScript(ts, command[1:])
	default:
		got = execInScript(ts, command)
	}
	if got != want {
		ts.Fatalf("%s exited with %d, not %d", strings.Join(args[1:], " "), got, want)
	}
}

// runInScript runs a command in the folder and with the variables of a script. What it prints as JSON has
// to fit its schema.
func runInScript(ts *testscript.TestScript, args []string, out, errs io.Writer) (code int) {
	var printed strings.Builder
	here := cli.Process{Dir: ts.MkAbs("."), Environ: environ(ts), Streams: cli.Streams{In: strings.NewReader(""), Out: io.MultiWriter(out, &printed), Err: errs}, Wait: atOnce, Now: clockOf(ts.Getenv(clockVariable))}
	code = recorded(args, here, func(p cli.Process) int { return cli.Main(context.Background(), args, p) })
	ts.Check(fitsSchema(stageOf(ts).schemas, args, printed.String()))
	return code
}

// environ returns the variables of a script, which testscript keeps for itself.
func environ(ts *testscript.TestScript) (all []string) {
	env := reflect.ValueOf(ts).Elem().FieldByName("env")
	for i := range env.Len() {
		all = append(all, env.Index(i).String())
	}
	return all
}

func execInScript(ts *testscript.TestScript, command []string) (code int) {
	err := ts.Exec(command[0], command[1:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	ts.Check(err)
	return 0
}

func fingerprint(ts *testscript.TestScript, neg bool, args []string) {
	var out bytes.Buffer
	if code := runInScript(ts, append([]string{"plan", "--format", "json"}, args...), &out, ts.Stderr()); code != 0 {
		ts.Fatalf("plan exited with %d", code)
	}
	var p struct{ Fingerprint string }
	ts.Check(json.Unmarshal(out.Bytes(), &p))
	ts.Setenv("FINGERPRINT", p.Fingerprint)
}
