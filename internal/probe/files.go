package probe

import (
	"context"
	"io"
	"slices"
	"strings"

	"whopsync/internal/course"
)

// Two files, as small as such files can be.
const (
	pictureName  = "whopsync-probe.png"
	documentName = "whopsync-probe.pdf"

	picture = "\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
		"\x00\x00\x00\x0aIDATx\xdac`\x00\x00\x00\x02\x00\x01\xe5'\xde\xfc\x00\x00\x00\x00IEND\xaeB`\x82"
	document = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)

func (s *scratch) upload(ctx context.Context, name, content string) course.File {
	if s.err != nil {
		return course.File{}
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }
	file, err := s.client.UploadFile(ctx, course.File{Path: name, Name: name, Size: int64(len(content))}, false, open)
	s.err = err
	return file
}

// askFileIDs attaches files and compares their ids.
func askFileIDs(ctx context.Context, s *scratch) (found, detail string) {
	id, picture, document := s.part(ctx, "multi").ID, s.upload(ctx, pictureName, picture), s.upload(ctx, documentName, document)
	lesson := s.update(ctx, course.KindLesson, id, course.Fields{course.Attachments: course.Files{document}, course.MainPDF: document, course.Thumbnail: picture})
	whole := s.update(ctx, course.KindCourse, s.id, course.Fields{course.Thumbnail: picture})
	attached, _ := lesson.Fields[course.Attachments].(course.Files)
	pdf, isPDF := lesson.Fields[course.MainPDF].(course.File)
	cover, isCover := whole.Fields[course.Thumbnail].(course.File)
	if len(attached) != 1 || !isPDF || !isCover || course.IsEmpty(lesson.Fields[course.Thumbnail]) {
		s.fail("not all files were taken")
		return "", ""
	}
	s.hasFiles = true
	var same []course.Field
	for field, isSame := range map[course.Field]bool{
		course.Attachments: attached[0].ID == document.ID, course.MainPDF: pdf.ID == document.ID, course.Thumbnail: cover.ID == picture.ID,
	} {
		if isSame {
			same = append(same, field)
		}
	}
	slices.Sort(same)
	switch len(same) {
	case 3:
		return "all are", ""
	case 0:
		return "not all", "none"
	}
	return "not all", "only " + listed(same)
}

// askNullFiles removes the files with null.
func askNullFiles(ctx context.Context, s *scratch) (found, detail string) {
	if !s.hasFiles {
		s.fail("no files were attached")
	}
	fields := []course.Field{course.Attachments, course.MainPDF, course.Thumbnail}
	lesson := s.update(ctx, course.KindLesson, s.part(ctx, "multi").ID, nulls(fields))
	whole := s.update(ctx, course.KindCourse, s.id, nulls(fields[2:]))
	kept := slices.DeleteFunc(fields, func(f course.Field) bool { return course.IsEmpty(lesson.Fields[f]) && course.IsEmpty(whole.Fields[f]) })
	return yesNo(len(kept) == 0), listed(kept)
}
