/** What a template is for, in the order of a deal’s life. */
export const CATEGORIES = {
  cold_pitch: 'Cold pitch',
  follow_up: 'Follow-up',
  rate_reply: 'Rate reply',
  negotiation: 'Negotiation',
  product_request: 'Product request',
  shipping: 'Shipping',
  invoice: 'Invoice',
  late_payment: 'Late payment',
  thanks: 'Thanks',
  renewal: 'Renewal',
  guest_invitation: 'Guest invitation',
} as const;
