package spec

var configGrammar = grammar{
	name: ConfigFile,
	doc:  "A course repository: where its courses live, and what may happen to them.",
	keys: []key{
		{name: "version", form: formInt, required: true, min: 1, max: 1, doc: "The version of this format: 1."},
		{name: "default_environment", form: formText, absent: Local, doc: "The environment without --env."},
		{name: "environments", form: formMap, doc: "Where the courses live, by a name of your choice. `local` always exists.",
			keys: []key{
				{name: "experience", form: formText, prefix: "exp_", doc: "The Courses app in which the courses live (exp_…)."},
				{name: "product", form: formText, prefix: "prod_", rivals: []string{"experience"}, doc: "Instead of experience: a product with exactly one Courses app (prod_…)."},
				{name: "account", form: formText, prefix: "biz_", doc: "The account of the experience (biz_…)."},
				{name: "base_url", form: formText, doc: "The address of the API. Default: Whop's own. Another host needs the variable WHOP_BASE_URL with the same address."},
				{name: "state", form: formText, doc: "Where the state is kept: a file, git, git:REMOTE, s3://… or https://…"},
				{name: "lesson_url", form: formText, doc: "The address of a lesson, with {course}, {chapter} and {lesson} for the ids."},
			},
			retired: map[string]string{
				"experience_id": "write `experience:`",
				"product_id":    "write `product:`",
				"account_id":    "write `account:`",
				"company_id":    "write `account:`",
				"api_key":       "a key never stands in a file: set WHOP_API_KEY, and revoke this one, which may be in git's history now",
			}},
		{name: "courses", form: formList, item: &key{form: formText}, absent: []string{defaultCourses}, doc: "The folders of the courses, as globs."},
		{name: "on_remove", form: formEnum, enum: []string{string(OnRemoveHide), string(OnRemoveKeep), string(OnRemoveDelete)},
			absent: string(OnRemoveHide), doc: "What happens on Whop to a lesson whose file is gone."},
		{name: "limits", form: formObject, doc: "What one apply may delete. Both hold.", keys: []key{
			{name: "max_delete", form: formInt, absent: defaultMaxDelete, doc: "Objects at most."},
			{name: "max_delete_percent", form: formInt, max: 100, absent: defaultMaxDeletePercent, doc: "Percent of a course at most."},
		}},
		{name: "moved", form: formList, doc: "Addresses that changed.", item: &key{form: formObject, keys: []key{
			{name: "from", form: formAddress, required: true, doc: "The old address, such as pottery/clay/wedging."},
			{name: "to", form: formAddress, required: true, doc: "The new address."},
		}}},
		{name: "removed", form: formList, doc: "What is gone on purpose.", item: &key{form: formObject, keys: []key{
			{name: "address", form: formAddress, required: true, doc: "The address that is gone."},
			{name: "action", form: formEnum, enum: []string{string(OnRemoveDelete), string(OnRemoveHide), string(OnRemoveKeep)},
				absent: string(OnRemoveDelete), doc: "What happens on Whop."},
		}}},
		{name: "identity", form: formList, doc: "Which object on Whop a file stands for, where whopsync has asked.", item: &key{form: formObject, keys: []key{
			{name: "file", form: formPath, required: true, doc: "A lesson's file, or the folder of a chapter or course, from here on."},
			{name: "is", form: formAddress, required: true, doc: "The address that it had when it was last applied; or `new`: it is none of those."},
			{name: "again", form: formInt, min: 1, doc: "Counts up where the same answer is given once more, to another question about the file."},
		}}},
		{name: "unmanaged", form: formList, item: &key{form: formText},
			doc: "Ids of what others made on Whop (cors_…, chap_… or lesn_…), so that it is never taken for something in these files."},
	},
	retired: map[string]string{
		"experience":    "it belongs to an environment: environments: {production: {experience: …}}",
		"product":       "it belongs to an environment: environments: {production: {product: …}}",
		"product_id":    "it belongs to an environment: environments: {production: {product: …}}",
		"experience_id": "it belongs to an environment: environments: {production: {experience: …}}",
		"base_url":      "it belongs to an environment: environments: {production: {base_url: …}}",
		"api_key":       "a key never stands in a file: set WHOP_API_KEY, and revoke this one, which may be in git's history now",
	},
}
