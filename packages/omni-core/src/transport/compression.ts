/**
 * How messages are packed. `gzip` is for thin links only: unpacking a large list costs some fifteen times the time it
 * takes to read it, which only a connection below some ten megabits per second makes up for.
 */
export type Compression = 'none' | 'gzip';
