/** The current time. Read only where programs are put together; passed everywhere else. */
export type Clock = () => Date;
