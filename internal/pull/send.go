package pull

import (
	"crypto/sha256"
	"encoding/hex"
	"path"

	"whopsync/internal/course"
	"whopsync/internal/importer"
	"whopsync/internal/markdown"
	"whopsync/internal/spec"
	"whopsync/internal/state"
)

// sender knows what a text of the files is on Whop.
type sender struct {
	resolver  course.Resolver
	targets   spec.Targets
	files     map[string]course.File    // by path
	lessons   map[string]course.Address // by path
	onWeb     func(path string) string  // the address of a file that is read elsewhere; "" for others
	repo      *spec.Repo
	variables map[string]string
	fetched   map[string]string // addresses of what was downloaded, by path
}

func newSender(in *Input) *sender {
	s := &sender{repo: in.Repo, variables: in.Project.Variables, targets: in.Project.Targets(), files: map[string]course.File{}, lessons: map[string]course.Address{}}
	s.onWeb = func(path string) string {
		if !in.Repo.Has(path) {
			return ""
		}
		return in.Project.Config.AddressOf(path)
	}
	ids := map[course.Address]string{}
	for address, binding := range in.Work.Bindings {
		ids[address] = binding.ID
	}
	s.resolver = course.Resolver{
		LessonURL: in.Work.LessonURL,
		ID:        func(a course.Address) string { return ids[a] },
		FileURL: func(f course.File) string {
			if address, ok := s.fetched[f.Path]; ok {
				return address
			}
			known, _ := in.Work.Files.Of(f, true)
			return known.URL
		},
	}
	for _, file := range in.Project.Files {
		s.files[file.Path] = file
	}
	for r := range in.Project.Resources() {
		if r.Address.Kind() == course.KindLesson {
			s.lessons[r.Source.Path] = r.Address
		}
	}
	return s
}

// learn takes notice of what was downloaded.
func (s *sender) learn(r *importer.Reader) {
	s.fetched = r.Addresses()
	files, _ := r.Files()
	for at, data := range files {
		sum := sha256.Sum256(data)
		s.files[at] = course.File{Path: at, Name: path.Base(at), SHA256: hex.EncodeToString(sum[:])}
	}
}

// sent returns what is sent of a part of the text of a file.
func (s *sender) sent(from, text string) string {
	text = spec.Filled(spec.AsSent(text, ""), s.variables)
	body := course.Body{Text: text}
	for _, dest := range markdown.Parse(text).Destinations() {
		if ref, ok := s.refOf(from, dest); ok {
			body.Refs = append(body.Refs, ref)
		}
	}
	sent, _ := s.resolver.Resolve(body)
	return sent
}

func (s *sender) refOf(from string, dest markdown.Destination) (course.Ref, bool) {
	ref := course.Ref{Span: course.Span{Start: dest.Start, End: dest.End}}
	if !dest.Image {
		for _, u := range dest.Unlink {
			ref.Unlink = append(ref.Unlink, course.Span(u))
		}
	}
	target, anchor, ok := s.targets.Of(from, dest.Value)
	if lesson, isLesson := s.lessons[target]; ok && isLesson && !dest.Image {
		ref.Lesson, ref.Anchor = lesson, anchor
		return ref, true
	}
	file, known := s.files[target]
	if ok && !known && s.onWeb != nil && !dest.Image && dest.Embed == "" {
		if address := s.onWeb(target); address != "" {
			ref.URL, ref.Anchor = address, anchor
			return ref, true
		}
	}
	if !ok || !known || dest.Form == markdown.Autolink {
		return ref, false
	}
	file.Named = !dest.Image && dest.Embed == ""
	if dest.Embed != "" && !dest.Image {
		ref.Anchor = anchor
	}
	ref.File = &file
	return ref, true
}

// known is what is known of a field for the files as they are here.
func (s *sender) known(j *job, field course.Field) state.Synced {
	return j.binding.Fields[field].For(s.digest(j.kind(), j.declared, field))
}

// digest is that of what files say in a field.
func (s *sender) digest(kind course.Kind, r *course.Resource, field course.Field) course.Digest {
	value, ok := r.Fields[field]
	if body, isBody := value.(course.Body); isBody {
		value = s.resolver.Link(body)
	}
	if !ok {
		rule, _ := course.SpecOf(kind, field)
		value = rule.Cleared()
	}
	return course.DigestOf(value)
}

// uploadsOf returns where files lie, by the ids and addresses of their uploads.
func uploadsOf(files []course.File, known state.Files) map[string]string {
	paths := map[string]string{}
	for _, file := range files {
		for _, kind := range []struct{ named, public bool }{{false, false}, {false, true}, {true, false}, {true, true}} {
			file.Named = kind.named
			upload, ok := known.Of(file, kind.public)
			if _, taken := paths[upload.ID]; ok && !taken {
				paths[upload.ID] = file.Path
				if upload.URL != "" {
					paths[upload.URL] = file.Path
				}
			}
		}
	}
	delete(paths, "")
	return paths
}
