package apply

import (
	"fmt"

	"whopsync/internal/course"
	"whopsync/internal/plan"
)

// ConflictError says that an object is not any more as the plan saw it. It is left alone:
// what somebody has just written on Whop is not overwritten unseen.
type ConflictError struct {
	Address course.Address
	What    string
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s was changed on Whop since the plan was made: %s; run plan again", e.Address, e.What)
}

// asPlanned makes sure that the fields are as the plan saw them.
func asPlanned(address course.Address, fields []plan.FieldChange, live course.Fields) error {
	for _, field := range fields {
		now := live[field.Field]
		if field.Before != nil && now != nil && !course.Same(field.Before, now) {
			return &ConflictError{address, fmt.Sprintf("its %s is another", field.Field)}
		}
	}
	return nil
}
