package spec

import (
	"whopsync/internal/site"
	"whopsync/internal/yamlfile"
)

// Limits where whopsync.yaml sets none.
const (
	defaultMaxDelete        = 3
	defaultMaxDeletePercent = 30
	defaultMaxHide          = 10
	defaultMaxHidePercent   = 50
)

// defaultCourses is where courses lie when whopsync.yaml does not say.
const defaultCourses = "courses/*"

// variable is what a name under variables stands for.
var variable = yamlfile.Key{Form: yamlfile.FormLiteral, Doc: "What is written in its place."}

var configGrammar = yamlfile.Grammar{
	Name: ConfigFile,
	Doc:  "A course repository: where its courses live, and what may happen to them.",
	Keys: []yamlfile.Key{
		{Name: "version", Form: yamlfile.FormInt, Required: true, Min: 1, Max: 1, Doc: "The version of this format: 1."},
		{Name: "default_environment", Form: yamlfile.FormText, Absent: Local, Doc: "The environment without --env."},
		{Name: "environments", Form: yamlfile.FormMap, Doc: "Where the courses live, by a name of your choice. `local` always exists.",
			Keys: []yamlfile.Key{
				{Name: "experience", Form: yamlfile.FormText, Prefix: "exp_", Starts: site.Starts, Doc: "The Courses app in which the courses live: its id (exp_…), or its address on whop.com."},
				{Name: "product", Form: yamlfile.FormText, Prefix: "prod_", Rivals: []string{"experience"}, Doc: "Instead of experience: a product with exactly one Courses app (prod_…)."},
				{Name: "account", Form: yamlfile.FormText, Prefix: "biz_", Doc: "The account of the experience (biz_…)."},
				{Name: "base_url", Form: yamlfile.FormText, Doc: "The address of the API. Default: Whop's own. Another host needs the variable WHOP_BASE_URL with the same address."},
				{Name: "state", Form: yamlfile.FormText, Doc: "Where the state is kept: a file, git, git:REMOTE, git:REMOTE:NAME, s3://… or https://…"},
				{Name: "lesson_url", Form: yamlfile.FormText, Doc: "The address of a lesson, with {course}, {chapter} and {lesson} for the ids. Default: that on whop.com."},
				{Name: "variables", Form: yamlfile.FormMap, Item: &variable, Doc: "Variables that are filled in differently here."},
			},
			Retired: map[string]string{
				"experience_id": "write `experience:`",
				"product_id":    "write `product:`",
				"account_id":    "write `account:`",
				"company_id":    "write `account:`",
				"api_key":       "a key does not belong in a file: set WHOP_API_KEY, and revoke this key, which may be in git's history now",
			}},
		{Name: "courses", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormText}, Absent: []string{defaultCourses}, Doc: "The folders of the courses, as globs."},
		{Name: "ignore_keys", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormText},
			Doc: "Keys in lessons, course.yaml and chapter.yaml that are for another tool, and that whopsync ignores."},
		{Name: "static", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormPath},
			Doc: "Folders in which links and images that begin with / are looked for, such as public for /img/clay.png."},
		{Name: "elsewhere", Form: yamlfile.FormText,
			Doc: "The address of this repository's files on the web (https://…/). Links to files that are no lesson and lie outside of the courses lead there."},
		{Name: "variables", Form: yamlfile.FormMap, Item: &variable,
			Doc: "Texts by a name of your choice. Where `{{name}}` stands in the text of a lesson, it is replaced. An environment may have its own."},
		{Name: "on_remove", Form: yamlfile.FormEnum, Enum: []string{string(OnRemoveHide), string(OnRemoveKeep), string(OnRemoveDelete)},
			Absent: string(OnRemoveHide), Doc: "What happens on Whop to a lesson whose file is gone."},
		{Name: "limits", Form: yamlfile.FormObject, Doc: "What one apply may delete, and take from students' sight. All hold.", Keys: []yamlfile.Key{
			{Name: "max_delete", Form: yamlfile.FormInt, Absent: defaultMaxDelete, Doc: "Objects at most."},
			{Name: "max_delete_percent", Form: yamlfile.FormInt, Max: 100, Absent: defaultMaxDeletePercent, Doc: "Percent of a course at most."},
			{Name: "max_hide", Form: yamlfile.FormInt, Absent: defaultMaxHide,
				Doc: "Lessons at most that students stop seeing, find empty or wait for more than a year longer. More needs --allow-hide."},
			{Name: "max_hide_percent", Form: yamlfile.FormInt, Max: 100, Absent: defaultMaxHidePercent,
				Doc: "Percent of a course's visible lessons at most, once they are 5 or more."},
		}},
		{Name: "moved", Form: yamlfile.FormList, Doc: "Addresses that changed.", Item: &yamlfile.Key{Form: yamlfile.FormObject, Keys: []yamlfile.Key{
			{Name: "from", Form: yamlfile.FormAddress, Required: true, Doc: "The old address, such as pottery/clay/wedging."},
			{Name: "to", Form: yamlfile.FormAddress, Required: true, Doc: "The new address."},
		}}},
		{Name: "removed", Form: yamlfile.FormList, Doc: "Objects whose files were removed on purpose.", Item: &yamlfile.Key{Form: yamlfile.FormObject, Keys: []yamlfile.Key{
			{Name: "address", Form: yamlfile.FormAddress, Required: true, Doc: "The address that is gone."},
			{Name: "action", Form: yamlfile.FormEnum, Enum: []string{string(OnRemoveDelete), string(OnRemoveHide), string(OnRemoveKeep)},
				Absent: string(OnRemoveDelete), Doc: "What happens on Whop."},
		}}},
		{Name: "identity", Form: yamlfile.FormList, Doc: "Which object on Whop a file stands for, where whopsync has asked.", Item: &yamlfile.Key{Form: yamlfile.FormObject, Keys: []yamlfile.Key{
			{Name: "file", Form: yamlfile.FormPath, Required: true, Doc: "A lesson's file, or the folder of a chapter or course, from here on."},
			{Name: "is", Form: yamlfile.FormAddress, Required: true, Doc: "The address that it had when it was last applied, or `new`."},
			{Name: "again", Form: yamlfile.FormInt, Min: 1, Doc: "A number to count up when the same answer is given to another question about the file."},
		}}},
		{Name: "unmanaged", Form: yamlfile.FormList, Item: &yamlfile.Key{Form: yamlfile.FormText},
			Doc: "Ids of unmanaged objects on Whop (cors_…, chap_… or lesn_…), which are never taken for something in these files."},
	},
	Retired: map[string]string{
		"experience":    "it belongs to an environment: environments: {production: {experience: …}}",
		"product":       "it belongs to an environment: environments: {production: {product: …}}",
		"product_id":    "it belongs to an environment: environments: {production: {product: …}}",
		"experience_id": "it belongs to an environment: environments: {production: {experience: …}}",
		"base_url":      "it belongs to an environment: environments: {production: {base_url: …}}",
		"api_key":       "a key does not belong in a file: set WHOP_API_KEY, and revoke this key, which may be in git's history now",
	},
}
