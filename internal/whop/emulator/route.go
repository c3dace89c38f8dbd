package emulator

import (
	"net/http"
	"slices"
	"strings"
)

// route is one operation of the API.
type route struct {
	do     func(*call) (any, error)
	needs  []string // permissions
	query  []string // the parameters it knows, paging apart
	pages  bool     // it is a list
	native bool     // one of Whop's newer endpoints, which word errors in their own way
	status int      // of success, when it is not 200
}

var (
	reads    = []string{ReadCourses}
	writes   = []string{WriteCourses}
	analyzes = []string{ReadCourses, ReadAnalytics}
)

// routes is all that is emulated of the API: what is not here is 404, which says so. (Documented, and legacy by Whop's own
// naming wherever native is not set.)
var routes = map[string]route{
	"GET /courses":         {do: listCourses, needs: reads, pages: true, query: []string{"experience_id", "account_id", "company_id"}},
	"POST /courses":        {do: createCourse, needs: writes},
	"GET /courses/{id}":    {do: reading(readOne((*call).courseByID, showCourse)), needs: reads},
	"PATCH /courses/{id}":  {do: updateCourse, needs: writes},
	"DELETE /courses/{id}": {do: deleteCourse, needs: writes},

	"GET /course_chapters":         {do: reading(listChapters), needs: reads, pages: true, query: []string{"course_id"}},
	"POST /course_chapters":        {do: createChapter, needs: writes},
	"GET /course_chapters/{id}":    {do: readOne((*call).chapterByID, showChapter), needs: reads},
	"PATCH /course_chapters/{id}":  {do: updateChapter, needs: writes},
	"DELETE /course_chapters/{id}": {do: deleteChapter, needs: writes},

	"GET /course_lessons":         {do: reading(listLessons), needs: reads, pages: true, query: []string{"course_id", "chapter_id"}},
	"POST /course_lessons":        {do: createLesson, needs: writes},
	"GET /course_lessons/{id}":    {do: readOne((*call).lessonByID, showLesson), needs: reads},
	"PATCH /course_lessons/{id}":  {do: updateLesson, needs: writes},
	"DELETE /course_lessons/{id}": {do: deleteLesson, needs: writes},

	"POST /course_lessons/{id}/start":             {do: startLesson},
	"POST /course_lessons/{id}/mark_as_completed": {do: completeLesson},
	"POST /course_lessons/{id}/submit_assessment": {do: submitAssessment},

	"GET /course_students":                 {do: listStudents, needs: analyzes, pages: true, query: []string{"course_id", "keyword"}},
	"GET /course_students/{id}":            {do: readStudent, needs: analyzes},
	"GET /course_lesson_interactions":      {do: listInteractions, needs: analyzes, pages: true, query: []string{"course_id", "lesson_id", "user_id", "completed"}},
	"GET /course_lesson_interactions/{id}": {do: readInteraction, needs: analyzes},

	"GET /experiences":              {do: listExperiences, pages: true, query: []string{"account_id", "company_id", "product_id", "app_id", "created_after", "created_before"}},
	"GET /experiences/{id}":         {do: readOne((*call).experienceByID, showExperience)},
	"POST /experiences":             {do: createExperience, needs: []string{CreateExperiences}},
	"PATCH /experiences/{id}":       {do: updateExperience, needs: []string{UpdateExperiences}},
	"POST /experiences/{id}/attach": {do: attachExperience, needs: []string{AttachExperiences}},
	"POST /experiences/{id}/detach": {do: detachExperience, needs: []string{DetachExperiences}},

	"GET /apps":          {do: listApps, pages: true, query: []string{"query"}},
	"GET /products":      {do: listProducts, pages: true, native: true, query: []string{"account_id"}},
	"GET /companies":     {do: listCompanies, needs: []string{ReadCompanies}, pages: true},
	"GET /accounts/me":   {do: readAccount, native: true},
	"GET /accounts/{id}": {do: readAccount, native: true},
	"GET /permissions":   {do: listPermissions, native: true, query: []string{"resource_id", "actions"}},

	"GET /files":      {do: listFiles, pages: true, native: true, query: []string{"file_ids", "file_ids[]"}},
	"POST /files":     {do: createFile, native: true, status: http.StatusCreated},
	"GET /files/{id}": {do: readFile, native: true},
}

// operation is what rate limits count by.
type operation struct{ token, name string }

// operationOf turns "/course_lessons/lesn_1/start" into "/course_lessons/{id}/start".
func operationOf(method, path string) (name, id string) {
	if path == "/accounts/me" {
		return method + " " + path, ""
	}
	parts := strings.SplitN(strings.TrimPrefix(path, "/"), "/", 3)
	if len(parts) > 1 {
		id, parts[1] = parts[1], "{id}"
	}
	return method + " /" + strings.Join(parts, "/"), id
}

// checkQuery refuses a parameter that the operation does not know. (Assumed: Whop may
// ignore it instead, which would hide a misspelt filter.)
func (r route) checkQuery(in *request) error {
	for _, name := range sortedKeys(in.Query) {
		isPaging := r.pages && slices.Contains(pagingParameters, name)
		if !isPaging && !slices.Contains(r.query, name) {
			return invalid(name, "%v", errUnknown)
		}
	}
	return nil
}
