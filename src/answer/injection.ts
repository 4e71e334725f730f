/**
 * Sentences of fetched pages that speak to a machine instead of a reader ("ignore previous instructions ...").
 *
 * No list of phrases finds every such sentence, and none has to: fetched text is fenced as data in the prompt, and every generated
 * sentence must be borne out by its source afterwards. What this file adds is that the plain attempts are neither quoted
 * in an answer, nor shown to a model, nor accepted as support.
 */

const ADDRESSED_TO_A_MACHINE = [
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|prior|above|earlier|all|any|your|the|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|context|messages?|directions?)\b/i,
  /\b(?:system|developer)\s+(?:prompt|message|override|instruction)\b/i,
  /\byou\s+are\s+(?:now|no longer)\b.{0,60}\b(?:assistant|model|ai|bot|dan|agent|mode|allowed|bound)\b/i,
  /\b(?:as|to)\s+(?:an?|the|any)\s+(?:ai|language model|llm|assistant|chatbot|summari[sz]er)\b/i,
  /\b(?:ai|language) (?:models?|assistants?|agents?)\b.{0,40}\b(?:must|should|have to|reading this|please)\b/i,
  /^\s*(?:system|assistant|user|human|ai)\s*:/i,
  /<\|?\/?\s*(?:system|assistant|user|im_start|im_end|endoftext|passage|source|instructions?)\b/i,
  /\[\/?INST\]|<<\/?SYS>>/,
  /\b(?:respond|reply|answer|output|say|print|write|repeat|begin your (?:answer|reply|response))\b.{0,30}\b(?:only|exactly|with the (?:words?|following|text|phrase)|verbatim|nothing (?:else|but))\b/i,
  /\b(?:do not|don't|never)\b.{0,30}\b(?:mention|reveal|cite|tell the user|disclose)\b/i,
  /\b(?:tell|inform|convince|instruct|ask)\s+(?:the\s+)?(?:user|reader|person)s?\b.{0,40}\b(?:to|that)\b/i,
  /(?:игнорируй|забудь|не обращай внимания).{0,40}(?:инструкци|указани|правил)/iu,
  /(?:ответь|напиши|выведи)\s+(?:только|ровно|следующее)/iu,
];

/** Whether a sentence gives orders to a language model. */
export function isInjection(text: string): boolean {
  return ADDRESSED_TO_A_MACHINE.some((pattern) => pattern.test(text));
}
