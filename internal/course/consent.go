package course

import "context"

type consentKey struct{}

// WithConsent has ask called before a write is sent again after a wait: whoever sends it may
// have lost the right to, and an error says so.
func WithConsent(ctx context.Context, ask func(context.Context) error) context.Context {
	return context.WithValue(ctx, consentKey{}, ask)
}

// Consent returns why a write must not be sent again, nil when it may.
func Consent(ctx context.Context) error {
	if ask, ok := ctx.Value(consentKey{}).(func(context.Context) error); ok {
		return ask(ctx)
	}
	return nil
}
