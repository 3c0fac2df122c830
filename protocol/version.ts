// The protocol's number: raised by one when an older client or daemon could misunderstand a message.

export const protocolNumber = 1;
export const since = "0.1";
