package proof

import (
	"bytes"
	"encoding/binary"
)

// Kind is what a piece is.
type Kind string

// The kinds.
const (
	Photo     Kind = "photo"
	Voice     Kind = "voice"
	Signature Kind = "signature"
)

// Bounds of one piece. A page makes photos of at most 1,280 dots a side, which are some 250 KB.
const (
	PhotoMax     = 1 << 20
	VoiceMax     = 1 << 20 // a minute of speech at the browser's 128 kbit/s, with room for the frame
	SignatureMax = 128 << 10
	sideMax      = 4096 // dots
)

// Limit is the largest size of a kind in bytes; zero for a kind that is none.
func Limit(k Kind) int {
	switch k {
	case Photo:
		return PhotoMax
	case Voice:
		return VoiceMax
	case Signature:
		return SignatureMax
	}
	return 0
}

// mediaOf reads the form of a piece from its bytes.
func mediaOf(k Kind, b []byte) (string, error) {
	limit := Limit(k)
	switch {
	case limit == 0:
		return "", ErrKind
	case len(b) == 0 || len(b) > limit:
		return "", tooLarge(limit)
	}
	switch k {
	case Photo:
		return "image/jpeg", jpeg(b)
	case Signature:
		return "image/png", png(b)
	}
	return voice(b)
}

// The markers of a JPEG file that matter here.
const (
	markStart  = 0xD8
	markScan   = 0xDA
	markApp1   = 0xE1 // EXIF and XMP
	markApp13  = 0xED // IPTC
	markFrame0 = 0xC0
	markFrame2 = 0xC2
)

// jpeg walks the segments up to the picture itself: notes of the camera stand only there.
func jpeg(b []byte) error {
	if len(b) < 4 || b[0] != 0xFF || b[1] != markStart {
		return ErrForm
	}
	sized := false
	for at := 2; at+4 <= len(b); {
		if b[at] != 0xFF {
			return ErrForm
		}
		mark, n := b[at+1], int(binary.BigEndian.Uint16(b[at+2:]))
		if n < 2 || at+2+n > len(b) {
			return ErrForm
		}
		body := b[at+4 : at+2+n]
		switch {
		case mark == markApp1 || mark == markApp13:
			return ErrCamera
		case mark >= markFrame0 && mark <= markFrame2:
			if len(body) < 6 || !fits(int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))) {
				return ErrForm
			}
			sized = true
		case mark == markScan && sized:
			return nil
		case mark == markScan:
			return ErrForm
		}
		at += 2 + n
	}
	return ErrForm
}

func fits(high, wide int) bool { return high > 0 && wide > 0 && high <= sideMax && wide <= sideMax }

var pngStart = []byte("\x89PNG\r\n\x1a\n")

// png walks all chunks: texts and notes of a camera may stand in any place.
func png(b []byte) error {
	rest, ok := bytes.CutPrefix(b, pngStart)
	if !ok {
		return ErrForm
	}
	first := true
	for len(rest) >= 12 {
		n := int64(binary.BigEndian.Uint32(rest))
		name := string(rest[4:8])
		if n > int64(len(rest)-12) {
			return ErrForm
		}
		switch {
		case first && (name != "IHDR" || n < 8 || !fits(int(binary.BigEndian.Uint32(rest[8:])), int(binary.BigEndian.Uint32(rest[12:])))):
			return ErrForm
		case name == "eXIf" || name == "tEXt" || name == "iTXt" || name == "zTXt":
			return ErrCamera
		case name == "IEND":
			if len(rest) > 12 {
				return ErrForm // something rides behind the picture
			}
			return nil
		}
		first = false
		rest = rest[12+n:]
	}
	return ErrForm
}

// voice knows what browsers record: WebM and Ogg, MP4 on the others.
func voice(b []byte) (string, error) {
	head := b[:min(len(b), 64)]
	switch {
	case bytes.HasPrefix(head, []byte("\x1a\x45\xdf\xa3")) && bytes.Contains(head, []byte("webm")):
		return "audio/webm", nil
	case bytes.HasPrefix(head, []byte("OggS")):
		return "audio/ogg", nil
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return "audio/mp4", nil
	}
	return "", ErrForm
}
