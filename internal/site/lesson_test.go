package site

import "testing"

func TestLessonURLIsMadeOfRouteAndExperience(t *testing.T) {
	const rest = "/academy/exp_1aB/app/courses/{course}/lessons/{lesson}/"
	for _, c := range []struct{ api, route, experience, want string }{
		{"https://api.whop.com/api/v1", "academy", "exp_1aB", "https://whop.com" + rest},
		{"https://sandbox-api.whop.com/api/v1", "academy", "exp_1aB", "https://sandbox.whop.com" + rest},
		{"http://127.0.0.1:8787/api/v1", "academy", "exp_1aB", "https://whop.com" + rest},
		{"http://localhost:8787/api/v1", "academy", "exp_1aB", "https://whop.com" + rest},
		{"http://localhost/api/v1", "academy", "exp_1aB", "https://whop.invalid" + rest},
		{"https://api.whop.com/api/v1", "", "exp_1aB", ""},
		{"https://api.whop.com/api/v1", "academy", "", ""},
		{"https://api.whop.com/api/v1", "a/b", "exp_1aB", ""},
		{"https://api.whop.com/api/v1", "..", "exp_1aB", ""},
		{"https://api.whop.com/api/v1", "{lesson}", "exp_1aB", ""},
		{"https://api.whop.com/api/v1", "a b", "exp_1aB", ""},
		{"https://api.whop.com/api/v1", "academy", "exp_1/../x", ""},
	} {
		if got := LessonURL(c.api, c.route, c.experience); got != c.want {
			t.Errorf("LessonURL(%q, %q, %q) is %q, want %q", c.api, c.route, c.experience, got, c.want)
		}
	}
}

func TestCourseURLIsWhatStandsBeforeTheLesson(t *testing.T) {
	for lessons, want := range map[string]string{
		LessonURL("", "academy", "exp_1"):                                     "https://whop.com/academy/exp_1/app/courses/{course}/",
		"https://whop.com/joined/a/b-1/app/courses/{course}/lessons/{lesson}": "https://whop.com/joined/a/b-1/app/courses/{course}/",
		"https://school.example/{course}/{chapter}/{lesson}":                  "",
		"https://school.example/l/{lesson}":                                   "",
		"":                                                                    "",
	} {
		if got := CourseURL(lessons); got != want {
			t.Errorf("CourseURL(%q) is %q, want %q", lessons, got, want)
		}
	}
}

func TestLessonsAreReadFromBothForms(t *testing.T) {
	const end = "/app/courses/cors_aB1/lessons/lesn_cD2"
	for address, isLesson := range map[string]bool{
		"https://whop.com/academy/exp_1" + end + "/":                   true,
		"https://whop.com/academy/exp_1" + end:                         true,
		"https://whop.com/joined/academy/the-courses-1aB" + end + "/":  true,
		"https://whop.com/joined/academy/the-courses-1aB" + end:        true,
		"https://sandbox.whop.com/academy/exp_1" + end + "/":           true,
		"https://whop.invalid/local-academy/exp_1" + end + "/":         true,
		"http://whop.com/academy/exp_1" + end:                          false,
		"https://whop.com.evil.example/academy/exp_1" + end:            false,
		"https://evil.example/https://whop.com/academy/exp_1" + end:    false,
		"https://whop.com/academy/exp_1" + end + "/?a=1":               false,
		"https://whop.com/academy/exp_1" + end + "/more":               false,
		"https://whop.com/academy/exp_1/app/courses/cors_aB1/":         false,
		"https://whop.com/academy" + end:                               false,
		"https://whop.com/joined/academy/more/the-courses-1aB" + end:   false,
		"https://whop.com/academy/exp_1/app/courses/lesn_1/lessons/x/": false,
	} {
		course, lesson, ok := Lesson(address)
		if ok != isLesson || ok && (course != "cors_aB1" || lesson != "lesn_cD2") {
			t.Errorf("Lesson(%q) is %q, %q, %t", address, course, lesson, ok)
		}
	}
}
