/** Words that nobody wants to have put on a wall by mistake, by language; `any` counts in all of them. Lower case. */
const RUDE: Readonly<Record<string, string>> = {
  any: 'fuck fucks fucked fucker fuckers fucking motherfucker shit shits shitty bullshit bitch bitches',
  en: 'arse arsehole ass asses asshole assholes bastard bastards boob boobs cock cocks cum cunt cunts dick dicks fag faggot fags nigger niggers penis piss pissed prick pricks pussy slut sluts tit tits turd turds twat wank wanker whore whores',
  fr: 'bite bites chatte chier con connard connards connasse conne cons couille couilles cul enculé enculer foutre merde merdes nique niquer putain putains pute putes salaud salope salopes',
  de: 'arsch arschloch fick ficken fickt fotze hure huren hurensohn kacke möse nutte nutten pisse scheisse scheiß scheiße schlampe schwanz titten wichser',
  es: 'cabrón cabrones coño culo culos follar gilipollas joder jodido maricón mierda pendejo polla puta putas puto tetas verga',
  it: 'cazzi cazzo coglione coglioni culi culo fica figa merda minchia puttana puttane stronzi stronzo tette troia vaffanculo',
  pt: 'bosta buceta caralho cona cu foda foder fodido merda porra puta putas viado',
  nl: 'godverdomme hoer hoeren klootzak kut lul neuken reet tieten',
  sv: 'arsle fitta fittor hora horor jävel jävla knulla kuk kukar röv skit',
  pl: 'chuj chuja cipa dupa dupy gówno huj jebany jebać kurwa kurwy pierdolić pizda skurwysyn',
  cs: 'hovna hovno jebat kokot kunda kurva kurvo kurvy mrdat piča prdel píča sračka zmrd čurák',
};

const LISTED = new Map(Object.entries(RUDE).map(([language, words]) => [language, new Set(words.split(' '))]));
const WORD = /[\p{L}\p{N}]+/gu;

/** Whether a reading says anything rude in its own language. */
export const isRude = ({ text, language }: { readonly text: string; readonly language?: string | null }): boolean =>
  findRude(text, language ?? null).length > 0;

/** The rude words in a text of one language (an ISO 639-1 code; null = not known), in lower case; those in `meant` are none. */
export const findRude = (text: string, language: string | null, meant: ReadonlySet<string> = new Set()): string[] =>
  (text.normalize('NFC').toLowerCase().match(WORD) ?? []).filter(
    (word) => !meant.has(word) && (LISTED.get('any')!.has(word) || (LISTED.get(language ?? '')?.has(word) ?? false)),
  );
