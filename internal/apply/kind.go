package apply

// String returns the kind as machine-readable output names it.
func (k Kind) String() string {
	return [...]string{
		Upload: "upload", CreateCourse: "create", CreateChapter: "create", CreateLesson: "create",
		Complete: "complete", UpdateFields: "update", Relink: "relink", Arrange: "arrange",
		HideObject: "hide", DeleteLesson: "delete", DeleteChapter: "delete", Reveal: "reveal",
	}[k]
}
