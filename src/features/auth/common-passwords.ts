/**
 * How this list came to be: whoever guesses takes words that lead every list of leaked passwords and adds the decorations that
 * rules of composition drive people to. So the words below were written down by hand from what is widely published about such
 * lists (the yearly "most common passwords", keyboard walks, names, seasons, teams, default passwords, and this product's own
 * world of theme parks), and every usual decoration is put behind each. WHOLE holds leaked ones of 12 characters and more that
 * are not made that way. Anything shorter than the rules allow is refused by them and needs no place here.
 * It is compared without regard to case, with the usual letters for signs ("P@ssw0rd") read back into letters.
 */
const WORDS = `
password passwort motdepasse contrasena senha parola wachtwoord passw pass login welcome willkommen bienvenue bienvenido letmein
admin administrator root user guest test tester testing demo temp temporary default changeme changeit secret private access
master system server support service manager office company business internet computer network wireless database oracle
qwerty qwertyuiop qwertz azerty asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc abcdef abcdefgh abcd abc aaaaaa
iloveyou loveyou lovely loveme forever princess prince sunshine rainbow flower butterfly angel babygirl sweetheart beautiful
football baseball basketball softball hockey soccer tennis golf arsenal chelsea liverpool barcelona realmadrid juventus
manchester yankees lakers cowboys steelers eagles packers patriots warriors ferrari porsche mercedes mustang corvette harley
dragon monkey tiger lion panther eagle falcon shadow phoenix wolf dolphin elephant kitty puppy doggy buster pepper ginger cookie
superman batman spiderman ironman wolverine starwars startrek pokemon pikachu minecraft fortnite roblox naruto matrix gandalf
michael jennifer jessica ashley daniel matthew joshua andrew anthony william robert thomas george charlie jordan hunter taylor
amanda nicole samantha michelle melissa elizabeth alexander benjamin christopher jonathan nicholas stephanie victoria patrick
spring summer autumn winter january february march april june july august september october november december
monday tuesday wednesday thursday friday saturday sunday morning
america american england london paris berlin madrid canada texas newyork california florida chicago boston australia germany
google facebook instagram youtube twitter linkedin microsoft windows apple android samsung amazon netflix spotify paypal
blink slipknot metallica nirvana eminem thebeatles
trustno whatever freedom jesus jesuschrist godisgood blessed blessing heaven peace hello helloworld goodbye
disney disneyland disneyworld mickey mickeymouse minnie minniemouse donaldduck goofy pluto tinkerbell cinderella magickingdom
epcot universal themepark rollercoaster castle mouse mousedomination creator podcast
`
  .trim()
  .split(/\s+/);

const DECORATIONS = `
1 12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 01 007 11 111 1111 22 69 99 100 321 4321 54321 654321 666 777 888 999 000
1! 12! 123! 1234! 12345! 123456! 1!! 123!! 123!!! 01! 007! 11! 111! 321! !1 !12 !123 !1234 !23 1@ 12@ 123@ 1234@ @1 @12 @123 @1234 @12345 @123456
1# 12# 123# 1234# #1 #12 #123 #1234 1$ 123$ $123 1? 123? 1. 123. .1 .123 1* 123* *123 _1 _123 _1234 -1 -123 1_ 123_ &1 &123 +1 +123 !@# !@#$ 123!@# 1234!@#$ 1q2w3e
12345a abc123 abc123! qwerty qwerty123 qwerty123! password password1 password1! password123
`
  .trim()
  .split(/\s+/);

// Years that people put behind a word, each with the signs that follow or precede it.
const YEARS = Array.from({ length: 81 }, (_, index) => String(1950 + index));
const YEAR_SIGNS = ['', '!', '!!', '@', '#', '$', '?', '.', '*'];

const WHOLE = `
123456789012 1234567890123 12345678901234 123456789012345 1234567890123456 12345678901234567890 0123456789012 098765432109
111111111111 000000000000 111111111111111 000000000000000 112233445566 123123123123 123412341234 121212121212 987654321987
aaaaaaaaaaaa aaaaaaaaaaaaaaa abcdefghijkl abcdefghijklm abcdefghijklmno abcdefghijklmnopqrstuvwxyz abcd1234abcd abcabcabcabc
qwertyuiop12 qwertyuiop123 qwertyuiop1234 qwertyuiop[] qwertyuiop[]\\ qwertyuiopasdf qwertyuiopasdfg qwertyuiopasdfgh qwertyuiopasdfghjkl
qwertyuiopasdfghjklzxcvbnm qwertyqwerty qwertyqwertyqwerty qwerty123456 qwerty1234567890 qwertyasdfgh qwertyasdfzxcv asdfghjkl123 asdfghjkl;' asdfghjklasdf
zxcvbnm12345 zxcvbnm,./123 zaq12wsxcde3 zaq1zaq1zaq1 zaq!2wsx#edc !qaz2wsx#edc 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qaz!qaz2wsx@wsx !qaz@wsx#edc !qaz@wsx3edc 1qaz@wsx3edc 1qazxsw23edc qazwsxedcrfv qazwsxedcrfvtgb
1q2w3e4r5t6y 1q2w3e4r5t6y7u8i 1q2w3e4r5t6y7u8i9o0p 1q2w3e4r!q@w#e$r 1q2w3e4r5t!@# 1q2w!q@w1q2w q1w2e3r4t5y6 q1w2e3r4t5y6u7i8 q1w2e3r4t5y6! a1b2c3d4e5f6 a1s2d3f4g5h6
!@#$%^&*()_+ !@#$%^&*()_+qwe 1234qwer!@#$ 1234qwerasdf 1234qwerasdfzxcv 1234abcd!@#$ qwer1234!@#$ qwer1234asdf abc123abc123 abc123def456 asdf1234!@#$ asdf1234asdf
passwordpassword password1password passwordpassword1 passwordpassword123 adminadmin12 adminadminadmin administrator passwordisthis thisismypassword thisisapassword thisisnotapassword
mypassword123 mypassword123! mypassword1! yourpassword newpassword12 newpassword123 newpassword123! newpassword1! oldpassword123 changemenow1! changemeplease
iloveyou1234 iloveyouforever iloveyousomuch iloveyoubaby iloveyouiloveyou ihateyou1234 letmeinletmein letmeinplease opensesame123 trustnoone123
correcthorsebatterystaple correct-horse-battery-staple correcthorsebattery tobeornottobe maytheforcebewithyou
supercalifragilistic supercalifragilisticexpialidocious hakunamatata bibbidibobbidiboo onceuponatime happilyeverafter wheninrome123 michaeljackson1
mickeymouse12 mickeymouse123 mickeymouse123! mickeymouse1! minniemouse1! donaldduck123! tothemoonandback
`
  .trim()
  .split(/\s+/);

const SIGNS: Record<string, string> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
};

const tails = new Set([
  ...DECORATIONS,
  ...YEARS.flatMap((year) => YEAR_SIGNS.flatMap((sign) => [year + sign, sign + year])),
]);
const words = new Set(WORDS);
const whole = new Set(WHOLE);
const longestWord = Math.max(...WORDS.map((word) => word.length));

/** Whether the password is one of the well-known leaked ones. */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  if (whole.has(lower) || /^(.{1,4})\1+$/u.test(lower)) return true;
  for (let end = 3; end <= Math.min(longestWord, lower.length); end += 1) {
    if (isWord(lower.slice(0, end)) && isTail(lower.slice(end))) return true;
  }
  return false;
}

function isWord(text: string): boolean {
  return words.has(text) || words.has([...text].map((sign) => SIGNS[sign] ?? sign).join(''));
}

// A word twice, and a word behind a word, are guessed as early as a word with a number.
function isTail(text: string): boolean {
  return (
    text === '' ||
    tails.has(text) ||
    isWord(text) ||
    [...tails].some((tail) => text.endsWith(tail) && isWord(text.slice(0, -tail.length)))
  );
}
