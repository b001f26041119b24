/** The addresses of the figures: situation, wall, bulletins, dictionary, query. */
export const figures = [] as const;
/** Those that stand without the frame: the wall fills the whole screen. */
export const bareFigures = [] as const;
