package emulator_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"whopsync/internal/whop/emulator"
)

type file struct {
	ID      string
	URL     *string
	Status  string            `json:"upload_status"`
	PutTo   string            `json:"upload_url"`
	Headers map[string]string `json:"upload_headers"`
}

func (c *caller) createFile(name, visibility string) file {
	c.t.Helper()
	var f file
	c.want(201, "POST", "/files", `{"filename":"`+name+`","visibility":"`+visibility+`"}`).into(c.t, &f)
	return f
}

// put sends the bytes as a storage service wants them.
func (c *caller) put(f file, content string) reply {
	c.t.Helper()
	storage := &caller{t: c.t, client: c.client, headers: f.Headers}
	return storage.send("PUT", f.PutTo, content)
}

func (c *caller) readFile(id string) file {
	c.t.Helper()
	var f file
	c.get("/files/"+id).into(c.t, &f)
	return f
}

// upload goes the whole way to a ready file.
func (c *caller) upload(name, visibility, content string) file {
	c.t.Helper()
	f := c.createFile(name, visibility)
	if got := c.put(f, content); got.status != 200 {
		c.t.Fatalf("put: %d %s", got.status, got.body)
	}
	c.readFile(f.ID)
	return c.readFile(f.ID)
}

func TestANewFileAnswersEveryDocumentedKeyAndNoOther(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{Origin: "http://localhost:8787"}))
	got := c.want(201, "POST", "/files", `{"filename":"sheet.pdf","visibility":"public"}`)
	var f file
	got.into(t, &f)
	want := strings.NewReplacer("ID", f.ID, "TOKEN", f.Headers["X-Upload-Token"], "ADDRESS", f.PutTo).Replace(
		`{"object": "file", "id": "ID", "filename": "sheet.pdf",
		 "content_type": "application/pdf", "size": null, "url": null,
		 "upload_status": "pending", "visibility": "public",
		 "created_at": "2026-10-01T08:00:00.000Z",
		 "upload_url": "ADDRESS",
		 "upload_headers": {"Content-Type": "application/pdf", "X-Upload-Token": "TOKEN"}}`)
	sameJSON(t, want, got.body)
	if !strings.HasPrefix(f.PutTo, "http://localhost:8787/upload/"+f.ID+"/sheet.pdf?") {
		t.Errorf("upload goes to %s", f.PutTo)
	}
	sameJSON(t, `{"object": "file", "id": "`+f.ID+`", "filename": "sheet.pdf", "content_type": "application/pdf", "size": null, "url": null,
		"upload_status": "pending", "visibility": "public", "created_at": "2026-10-01T08:00:00.000Z"}`, c.get("/files/"+f.ID).body)
}

func TestOlderVersionsSpellAFileInAnotherWay(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	f := c.upload("sheet.pdf", "public", "four")
	sameJSON(t, `{"id": "`+f.ID+`", "filename": "sheet.pdf", "content_type": "application/pdf", "size": "4",
		"url": "http://localhost/cdn/`+f.ID+`/sheet.pdf", "upload_status": "ready", "visibility": "public"}`,
		c.with("Api-Version-Date", "2026-08-21").get("/files/"+f.ID).body)
}

func TestAFileIsReadyAWhileAfterItsUpload(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	f := c.createFile("cover.png", "public")
	statuses := []string{f.Status}
	c.put(f, "pixels")
	for range 3 {
		statuses = append(statuses, c.readFile(f.ID).Status)
	}
	if diff := cmp.Diff([]string{"pending", "processing", "ready", "ready"}, statuses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnUploadIsRefusedUnlessItIsExactlyAsSigned(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	for name, test := range map[string]struct {
		status int
		spoil  func(*file)
	}{
		"an API key besides":   {400, func(f *file) { f.Headers["Authorization"] = "Bearer " + emulator.LocalKey }},
		"a header left out":    {403, func(f *file) { delete(f.Headers, "X-Upload-Token") }},
		"another content type": {403, func(f *file) { f.Headers["Content-Type"] = "text/plain" }},
		"another signature":    {403, func(f *file) { f.PutTo += "0" }},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.createFile("cover.png", "public")
			test.spoil(&f)
			if got := c.put(f, "pixels"); got.status != test.status {
				t.Errorf("got %d, want %d: %s", got.status, test.status, got.body)
			}
			if got := c.readFile(f.ID).Status; got != "pending" {
				t.Errorf("the file is %s", got)
			}
		})
	}
}

func TestPublicFilesHaveAPermanentAddressAndPrivateOnesASignedOne(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	outside := &caller{t: t, client: c.client}

	public := c.upload("cover.png", "public", "pixels")
	if again := c.readFile(public.ID); *again.URL != *public.URL {
		t.Errorf("the address changed from %s to %s", *public.URL, *again.URL)
	}
	got := outside.get(*public.URL)
	if got.body != "pixels" || got.header.Get("Content-Type") != "image/png" {
		t.Errorf("got %q as %s", got.body, got.header.Get("Content-Type"))
	}

	private := c.upload("sheet.pdf", "private", "secret")
	if again := c.readFile(private.ID); *again.URL == *private.URL {
		t.Error("the signed address did not change")
	}
	if got := outside.get(*private.URL).body; got != "secret" {
		t.Errorf("got %q", got)
	}
	bare, _, _ := strings.Cut(*private.URL, "?")
	outside.want(403, "GET", bare, "")

	e.SetQuirks(emulator.Quirks{StableURLs: true})
	if one, two := c.readFile(private.ID), c.readFile(private.ID); *one.URL != *two.URL {
		t.Error("the signed address changed in spite of the quirk")
	}
}

func TestFilesReadBackUnderTheIDsThatWhopIsKnownToUse(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, _, lessons := c.course(1)
	picture, sheet := c.upload("cover.png", "public", "pixels"), c.upload("sheet.pdf", "public", "paper")
	lesson := "/course_lessons/" + lessons[0][0]

	var got struct {
		Thumbnail   map[string]any
		MainPDF     struct{ ID string } `json:"main_pdf"`
		Attachments []struct{ ID, Filename, URL string }
	}
	patch := `{"thumbnail":{"id":"` + picture.ID + `"},"main_pdf":{"id":"` + sheet.ID + `"},"attachments":[{"id":"` + sheet.ID + `"},{"id":"` + picture.ID + `"}]}`
	c.want(200, "PATCH", lesson, patch).into(t, &got)
	if len(got.Thumbnail) != 1 || got.Thumbnail["url"] == nil {
		t.Errorf("a lesson's thumbnail is %v, want nothing but a url", got.Thumbnail)
	}
	if got.MainPDF.ID == sheet.ID || got.MainPDF.ID == "" {
		t.Errorf("main_pdf has the id %q, want one of its own", got.MainPDF.ID)
	}
	if got.Attachments[0].ID != sheet.ID || got.Attachments[1].ID != picture.ID {
		t.Errorf("attachments have the ids %v, want the files' own", got.Attachments)
	}

	var cover struct {
		Thumbnail struct {
			ID          string
			Filename    string
			ContentType string `json:"content_type"`
			Optimized   string `json:"optimized_url"`
			Source      string `json:"source_url"`
		}
	}
	c.want(200, "PATCH", "/courses/"+course, `{"thumbnail":{"id":"`+picture.ID+`"}}`).into(t, &cover)
	if cover.Thumbnail.ID == picture.ID || cover.Thumbnail.Filename != "cover.png" || cover.Thumbnail.Source == "" {
		t.Errorf("the course's thumbnail is %+v", cover.Thumbnail)
	}

	e.SetQuirks(emulator.Quirks{OpaqueIDs: true})
	c.get(lesson).into(t, &got)
	if got.Attachments[0].ID == sheet.ID {
		t.Error("attachments have the files' ids in spite of the quirk")
	}
	c.want(200, "PATCH", lesson, `{"thumbnail":null,"main_pdf":null,"attachments":[]}`)
	if l, _ := e.Snapshot().Lesson(lessons[0][0]); l.Thumbnail != "" || l.MainPDF != "" || len(l.Attachments) != 0 {
		t.Errorf("null left %q %q %v", l.Thumbnail, l.MainPDF, l.Attachments)
	}
}

func TestOnlyReadyFilesOfTheRightKindAreTaken(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	_, _, lessons := c.course(1)
	lesson := "/course_lessons/" + lessons[0][0]
	sheet, pending, failed := c.upload("sheet.pdf", "public", "x"), c.createFile("later.png", "public"), c.upload("broken.png", "public", "x")
	if err := e.Dashboard.FailFile(failed.ID); err != nil {
		t.Fatal(err)
	}
	for _, patch := range []string{
		`{"thumbnail":{"id":"file_missing"}}`,
		`{"thumbnail":{"id":"` + pending.ID + `"}}`,
		`{"thumbnail":{"id":"` + failed.ID + `"}}`,
		`{"thumbnail":{"id":"` + sheet.ID + `"}}`,
		`{"thumbnail":{"direct_upload_id":"x"}}`,
		`{"thumbnail":"` + sheet.ID + `"}`,
		`{"attachments":[{"id":"` + pending.ID + `"}]}`,
		`{"attachments":[null]}`,
		`{"mux_asset_id":"mux_missing"}`,
	} {
		c.want(400, "PATCH", lesson, patch)
	}
}

func TestUploadsCanFailOrNeverEnd(t *testing.T) {
	e := newEmulator(t, emulator.Options{Quirks: emulator.Quirks{FailUploads: true}})
	c := call(t, e)
	if got := c.upload("x.png", "public", "x").Status; got != "failed" {
		t.Errorf("the upload is %s", got)
	}
	e.SetQuirks(emulator.Quirks{NeverReady: true})
	if got := c.upload("x.png", "public", "x").Status; got != "processing" {
		t.Errorf("the upload is %s", got)
	}
}

func TestFilesAreSeenByTheirOwnAccountAlone(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	other, err := e.Dashboard.AddAccount(emulator.Account{Title: "Other"})
	if err != nil {
		t.Fatal(err)
	}
	e.AddKey(emulator.Key{Token: "apik_other", Account: other})
	c := call(t, e)
	mine, second := c.upload("x.png", "public", "x"), c.upload("y.png", "public", "y")
	got := c.as("apik_other").want(404, "GET", "/files/"+mine.ID, "")
	sameJSON(t, `{"error":{"type":"not_found","message":"Resource not found","code":null}}`, got.body)

	want := []string{mine.ID, second.ID}
	for _, query := range []string{"file_ids", "file_ids[]"} {
		if diff := cmp.Diff(want, c.list("/files?"+query+"="+second.ID+"&"+query+"="+mine.ID).ids()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	}
	if got := c.as("apik_other").list("/files?file_ids=" + mine.ID).ids(); got != nil {
		t.Errorf("another account lists %v", got)
	}
}

func TestNativeEndpointsWordABadRequestInTheirOwnWay(t *testing.T) {
	c := call(t, newEmulator(t, emulator.Options{}))
	sameJSON(t, `{"error":{"type":"bad_request","message":"Missing required parameter: filename","code":"parameter_missing"}}`,
		c.want(http.StatusBadRequest, "POST", "/files", `{}`).body)
}

func TestAVideoShowsSecretsThatChange(t *testing.T) {
	e := newEmulator(t, emulator.Options{})
	c := call(t, e)
	course, _, lessons := c.course(1)
	mux, err := e.Dashboard.AddVideo(emulator.LocalAccount, 95)
	if err != nil {
		t.Fatal(err)
	}
	lesson := "/course_lessons/" + lessons[0][0]
	var one, two struct {
		Video map[string]any `json:"video_asset"`
	}
	c.want(200, "PATCH", lesson, `{"mux_asset_id":"`+mux+`"}`).into(t, &one)
	c.get(lesson).into(t, &two)
	for _, token := range []string{"signed_video_playback_token", "signed_thumbnail_playback_token", "signed_storyboard_playback_token"} {
		if one.Video[token] == two.Video[token] {
			t.Errorf("%s did not change", token)
		}
		delete(two.Video, token)
	}
	delete(two.Video, "asset_id")
	delete(two.Video, "signed_playback_id")
	sameJSON(t, `{"id":"`+mux+`","playback_id":null,"status":"ready","audio_only":false,"duration_seconds":95,
		"created_at":"2026-10-01T08:00:00.000Z","updated_at":"2026-10-01T08:00:00.000Z","finished_uploading_at":"2026-10-01T08:00:00.000Z"}`, toJSON(t, two.Video))
	if got := c.get("/courses/" + course).body; !strings.Contains(got, `"total_duration_seconds":95`) || !strings.Contains(got, `"video_asset":{"signed_playback_id":"signed`) {
		t.Errorf("the course does not show the video: %s", got)
	}
}
