// Package proof (见面凭据) keeps what binds an attempt to a meeting: a photo, a voice note, a signature under a pledge.
//
// A piece is bytes of a known form, bounded, sealed at rest and named by its SHA-256. The attempt carries that name as its evidence, so
// nobody can put another picture under a record later. It is taken in before the attempt is recorded; who took it may then name it.
//
// Invariants:
//   - the form is read from the bytes, never from what the sender says; a photo that still carries its camera's notes (EXIF, which
//     may hold a position) is refused;
//   - the time is ours, with the device's own beside it and how far its clock was off;
//   - a piece is seen through the attempt that names it, by who may see unmasked data and has that attempt in his jurisdiction;
//     each look is in the audit log;
//   - the same bytes of the same person are one piece; the key of a feedback stands for one content.
//
// What it does not do: it does not look into pictures, compare faces or turn speech into text.
package proof
