package git

import "testing"

func TestAPasswordWithAnAtInItIsHiddenWhole(t *testing.T) {
	err := &programError{command: "push", said: "fatal: unable to access 'https://ada:s3@cret@example.com/a@b.git/': no"}
	if want := "git push: fatal: unable to access 'https://***@example.com/a@b.git/': no"; err.Error() != want {
		t.Errorf("got %q", err.Error())
	}
}
