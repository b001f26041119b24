package rulefile

import "fmt"

// Settings are local settings (本地设定) of a file as rulebook/settings.yaml: values that no law fixes, by code. What is asked for and is
// not there, or lies outside its bounds, is told once by Err.
type Settings struct {
	whole map[string]int64
	texts map[string]string
	err   error
}

// ReadSettings reads such a file.
func ReadSettings(raw []byte) (*Settings, error) {
	var file struct {
		Version int    `yaml:"version"`
		LabelZH string `yaml:"label_zh"`
		LabelEN string `yaml:"label_en"`
		List    []struct {
			Code   string `yaml:"code"`
			Value  any    `yaml:"value"`
			Unit   string `yaml:"unit"`
			ZH     string `yaml:"zh"`
			EN     string `yaml:"en"`
			Source string `yaml:"source"`
		} `yaml:"settings"`
	}
	err := Decode(raw, &file)
	if err != nil {
		return nil, err
	}
	s := &Settings{whole: map[string]int64{}, texts: map[string]string{}}
	for _, one := range file.List {
		_, twice := s.whole[one.Code]
		if twice || s.texts[one.Code] != "" || one.Code == "" || one.Source == "" || one.ZH == "" || one.EN == "" {
			return nil, fmt.Errorf("setting %q stands twice or lacks its source or words", one.Code)
		}
		switch v := one.Value.(type) {
		case uint64:
			s.whole[one.Code] = int64(min(v, 1<<62))
		case string:
			s.texts[one.Code] = v
		default:
			return nil, fmt.Errorf("setting %q: a whole number or a text is wanted", one.Code)
		}
	}
	return s, nil
}

// Whole is a whole number from 1 to most.
func (s *Settings) Whole(code string, most int64) int64 {
	n, ok := s.whole[code]
	if s.err == nil && (!ok || n < 1 || n > most) {
		s.err = fmt.Errorf("setting %s: a whole number from 1 to %d is wanted", code, most)
	}
	return n
}

// Text is a text that is not empty.
func (s *Settings) Text(code string) string {
	v := s.texts[code]
	if s.err == nil && v == "" {
		s.err = fmt.Errorf("setting %s: a text is wanted", code)
	}
	return v
}

// Err is the first setting that was asked for in vain.
func (s *Settings) Err() error { return s.err }
