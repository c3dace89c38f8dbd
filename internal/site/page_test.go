package site

import "testing"

func TestPagesAreReadInEachForm(t *testing.T) {
	const inside = "/app/courses/cors_aB1/lessons/lesn_cD2/"
	for address, want := range map[string]Page{
		"https://whop.com/academy/exp_0vPZThfBpAwLo" + inside:                          {"exp_0vPZThfBpAwLo", "cors_aB1"},
		"https://whop.com/academy/exp_0vPZThfBpAwLo/app/courses/cors_aB1":              {"exp_0vPZThfBpAwLo", "cors_aB1"},
		"https://whop.com/academy/exp_0vPZThfBpAwLo/app/":                              {"exp_0vPZThfBpAwLo", ""},
		"https://whop.com/academy/exp_0vPZThfBpAwLo":                                   {"exp_0vPZThfBpAwLo", ""},
		"https://www.whop.com/academy/exp_0vPZThfBpAwLo/?a=1#top":                      {"exp_0vPZThfBpAwLo", ""},
		"https://sandbox.whop.com/academy/exp_0vPZThfBpAwLo/":                          {"exp_0vPZThfBpAwLo", ""},
		"whop.com/academy/exp_0vPZThfBpAwLo/app/":                                      {"exp_0vPZThfBpAwLo", ""},
		"https://whop.com/joined/academy/the-courses-0vPZThfBpAwLo" + inside:           {"exp_0vPZThfBpAwLo", "cors_aB1"},
		"https://whop.com/joined/academy/courses-0vPZThfBpAwLo/app/":                   {"exp_0vPZThfBpAwLo", ""},
		"https://whop.com/joined/academy/courses-0vPZThfBpAwLo":                        {"exp_0vPZThfBpAwLo", ""},
		"https://whop.com/joined/academy/evening-school":                               {},
		"https://whop.com/joined/academy/courses-announcements/app/":                   {},
		"https://whop.com/joined/academy/":                                             {},
		"https://whop.com/academy/":                                                    {},
		"https://whop.com/":                                                            {},
		"https://whop.com/academy/exp_..%2Fx/app/":                                     {},
		"https://whop.com/dashboard/biz_1/":                                            {},
		"https://whop.com.evil.example/academy/exp_0vPZThfBpAwLo/":                     {},
		"https://evil.example/academy/exp_0vPZThfBpAwLo/":                              {},
		"http://whop.com/academy/exp_0vPZThfBpAwLo/":                                   {},
		"exp_0vPZThfBpAwLo":                                                            {},
		"https://whop.com/academy/exp_0vPZThfBpAwLo\x7f/":                              {},
		"https://whop.com/academy/joined/exp_0vPZThfBpAwLo/app/courses/cors_aB1/edit/": {},
	} {
		got, err := ParsePage(address)
		if got != want || (err == nil) != (want.Experience != "") {
			t.Errorf("ParsePage(%q) is %+v, %v; want %+v", address, got, err, want)
		}
	}
}
