// Package bus is the durable log of the centre over NATS JetStream: one stream, SIGNAL, with a subject signal.<p> for each
// partition. The same code runs on a server inside this process (a county, a city: files in a folder, no network port, synced
// before anything is acknowledged) and on an external JetStream (a province: replicated where the cluster has three
// servers or more). It carries opaque envelopes; what is in them is the business of the room that writes them.
package bus
