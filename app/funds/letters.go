package funds

import (
	"context"
	"sync"

	"fanzha/base/access"
	"fanzha/edge/connect/folder"
	"fanzha/edge/connect/paper"
	"fanzha/edge/partner/wire"
)

// letters are orders on paper. The certificate that signs them is made or read when the first is written: a centre whose banks all
// take files or HTTP needs none.
type letters struct {
	once sync.Once
	form paper.Form
	err  error
}

// paperForm is folder.Form of signed PDF with a return form.
func (c *Channels) paperForm() folder.Form {
	return folder.Form{
		Ending: ".pdf",
		Order: func(o wire.Order) ([]byte, string, error) {
			form, err := c.letter(o.Unit.Name)
			if err != nil {
				return nil, "", err
			}
			return form.Encode(o)
		},
		Answers: func(raw []byte, bank string) ([]folder.Line, error) {
			form, err := c.letter("")
			if err != nil {
				return nil, err
			}
			answers, err := form.Decode(raw, bank)
			var lines []folder.Line
			for _, a := range answers {
				lines = append(lines, folder.Line{Number: 1, Answer: a})
			}
			return lines, err
		},
	}
}

// letter opens the certificate, once; unit names a centre that has none yet.
func (c *Channels) letter(unit string) (paper.Form, error) {
	c.letters.once.Do(func() {
		if unit == "" {
			unit = "反诈中心"
		}
		c.letters.form.Signer, c.letters.err = paper.OpenSigner(c.papers, unit, c.now())
		banks, err := c.stops.Banks(context.Background(), access.System())
		if err == nil {
			c.letters.form.Banks = map[string]string{}
			for _, b := range banks {
				c.letters.form.Banks[b.Code] = b.Name
			}
		}
	})
	return c.letters.form, c.letters.err
}
