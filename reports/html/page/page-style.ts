/** Colours of Okabe and Ito: told apart by every kind of sight, and never the only sign. */
const colours = `
:root{--paper:#fff;--ink:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0550ae;--focus:#0550ae;
--pass:#00608f;--skew:#b0440a;--unsure:#7a5b00;--broken:#8c2f6f;--pass-soft:#e3f1f9;--skew-soft:#fdeade;--unsure-soft:#fdf3d0;--broken-soft:#f8e6f1;
--w1:#fde6d6;--w2:#fbc9a8;--w3:#f3a06b;--w4:#c4540f;--w5:#8f3200;--on-dark:#fff;
--defect:#d55e00;--stale:#e69f00;--leak:#b04a8c;--late:#56b4e9;--error:#6b6b6b;--a:#0072b2;--b:#d55e00}
@media (prefers-color-scheme:dark){:root{--paper:#0f1318;--ink:#e6edf3;--soft:#9aa5b1;--line:#343c46;--panel:#171c23;--link:#79b8ff;--focus:#79b8ff;
--pass:#6cc0ee;--skew:#ff9a5c;--unsure:#f0c24b;--broken:#ec9fd0;--pass-soft:#10293a;--skew-soft:#3a1f10;--unsure-soft:#352a08;--broken-soft:#371a2e;
--w1:#3a2417;--w2:#5c3216;--w3:#8a4413;--w4:#e08a4a;--w5:#ffc08f;--on-dark:#160b04;
--defect:#ff8c42;--stale:#f0c24b;--leak:#ec9fd0;--late:#6cc0ee;--error:#a0a0a0;--a:#6cc0ee;--b:#ff9a5c}}
@media print{:root{--paper:#fff;--ink:#000;--soft:#444;--line:#bbb;--panel:#fff;--link:#000;
--pass:#00608f;--skew:#b0440a;--unsure:#7a5b00;--broken:#8c2f6f;--pass-soft:#fff;--skew-soft:#fff;--unsure-soft:#fff;--broken-soft:#fff;
--w1:#fde6d6;--w2:#fbc9a8;--w3:#f3a06b;--w4:#c4540f;--w5:#8f3200;--on-dark:#fff;
--defect:#d55e00;--stale:#e69f00;--leak:#b04a8c;--late:#56b4e9;--error:#6b6b6b;--a:#0072b2;--b:#d55e00}}`

const layout = `
*{box-sizing:border-box}
[hidden]{display:none!important}
html{background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{margin:0}
#state{margin:3rem auto;max-width:60ch;padding:1rem;border:2px solid var(--line)}
#report{max-width:1180px;margin:0 auto;padding:0 1.25rem 4rem}
h1,h2,h3,h4{line-height:1.25;margin:0}
h2{font-size:1.25rem;margin:2.5rem 0 .6rem;padding-top:.5rem;border-top:1px solid var(--line)}
h3{font-size:1rem}
h1,h2,h3,h4,p,li,dd,summary,figcaption,tbody th,td{overflow-wrap:anywhere}
tbody th{min-width:6.5rem}td{min-width:3.5rem}td.value{min-width:8.5rem}
p{margin:.4rem 0;max-width:90ch}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
code,pre,.value{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.9em;overflow-wrap:anywhere}
pre{margin:.4rem 0;padding:.5rem .6rem;background:var(--panel);border:1px solid var(--line);overflow-x:auto;white-space:pre-wrap}
.name{unicode-bidi:isolate;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.skip{position:absolute;left:-999rem}
.skip:focus{position:static}
.is-target{outline:3px solid var(--focus);outline-offset:4px}
nav.places{display:flex;flex-wrap:wrap;gap:.2rem 1rem;padding:.6rem 0;border-bottom:1px solid var(--line);font-size:.92rem}
.scroll{overflow:auto;max-width:100%}
.scroll.tall{max-height:75vh;width:fit-content;border:1px solid var(--line)}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .55rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{font-weight:600;color:var(--soft);font-size:.86rem;vertical-align:bottom}
tbody th{font-weight:600}
td.n,th.n{text-align:right;white-space:nowrap}
button,input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--soft);border-radius:4px;padding:.2rem .5rem}
button{cursor:pointer}
details>summary{cursor:pointer}
figure{margin:.8rem 0}
figcaption{color:var(--soft);font-size:.9rem;margin-bottom:.3rem;max-width:90ch}
svg{max-width:100%;height:auto;display:block}
svg text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif;fill:var(--ink)}`

const verdict = `
.verdict{margin:1.25rem 0 0;padding:1rem 1.2rem;border:1px solid var(--line);border-left:10px solid var(--tone);background:var(--tone-soft);display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;align-items:start}
.verdict h1{font-size:1.75rem;letter-spacing:.02em;color:var(--tone)}
.verdict .why{font-size:1.1rem;font-weight:500;margin:.1rem 0 .3rem}
.verdict ul{margin:.3rem 0;padding-left:1.1rem}
.verdict svg{width:56px;height:56px}
.verdict .facts{padding:0}.facts{display:flex;flex-wrap:wrap;gap:.1rem 1.4rem;margin:.4rem 0 0;padding:0;list-style:none;color:var(--soft);font-size:.92rem}
.facts b{color:var(--ink)}
.pass{--tone:var(--pass);--tone-soft:var(--pass-soft)}
.skew,.fail{--tone:var(--skew);--tone-soft:var(--skew-soft)}
.inconclusive{--tone:var(--unsure);--tone-soft:var(--unsure-soft)}
.broken{--tone:var(--broken);--tone-soft:var(--broken-soft)}
.skipped{--tone:var(--soft);--tone-soft:var(--panel)}
.tone{fill:none;stroke:var(--tone);stroke-width:3}
.tone.full{fill:var(--tone)}
.badge{display:inline-flex;vertical-align:bottom;align-items:center;gap:.35rem;font-weight:600;color:var(--tone);white-space:nowrap}
.badge svg{width:1.1em;height:1.1em;flex:none}
.card{border:1px solid var(--line);border-left:6px solid var(--tone,var(--line));padding:.8rem 1rem;margin:.8rem 0;background:var(--panel)}
.card>summary h3{display:inline;margin:0 .6rem 0 0}.card>summary .badge{margin-right:.35rem}.card>summary .soft{font-size:.92rem}.card[open]>summary{margin-bottom:.3rem}
.card h4{margin:.7rem 0 .2rem}
.card dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem .9rem;margin:.5rem 0 0}
.card dt{color:var(--soft)}
.card dd{margin:0;overflow-wrap:anywhere}
.proof{font-size:1.03rem;overflow-wrap:anywhere}`

const charts = `
.controls{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;margin:.4rem 0 .7rem}
.heat td{text-align:right;white-space:nowrap;min-width:4.2rem;border:1px solid var(--line)}
.card>figure svg{max-width:min(100%,600px)}
.heat thead th{position:sticky;top:0;min-width:5.6rem;background:var(--paper);z-index:2;max-width:9rem;overflow-wrap:anywhere}
.heat tbody th{position:sticky;left:0;background:var(--paper);z-index:1;max-width:18rem}
.heat .name{display:inline-block}.heat tbody .name{min-width:9.5rem}
.w0{color:var(--soft)}
.w1{background:var(--w1)}.w2{background:var(--w2)}.w3{background:var(--w3)}
.w4{background:var(--w4);color:var(--on-dark)}.w5{background:var(--w5);color:var(--on-dark)}
.none{color:var(--soft);background:repeating-linear-gradient(45deg,transparent 0 5px,var(--panel) 5px 10px)}
.unsure{background:var(--unsure-soft);color:var(--unsure);border:2px dashed var(--unsure)!important}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1rem;font-size:.88rem;color:var(--soft);margin:.4rem 0;padding:0;list-style:none}
.legend span{display:inline-block;padding:0 .45rem;border:1px solid var(--line);margin-right:.35rem}
.legend svg{display:inline-block;width:1em;height:1em;vertical-align:-.12em;margin-right:.35rem}
.axis line,.axis path{stroke:var(--soft);fill:none}
.axis text{fill:var(--soft);font-size:11px}
.axis .grid{stroke:var(--line);stroke-width:1}
.defect{fill:var(--defect)}.stale{fill:var(--stale)}.leak{fill:var(--leak)}.late{fill:var(--late)}.error{fill:var(--error)}
.hatch{stroke:var(--paper);stroke-width:1.5}
.line-a{fill:none;stroke:var(--a);stroke-width:2.2}
.line-b{fill:none;stroke:var(--b);stroke-width:2.2;stroke-dasharray:6 3}
.dot-a{fill:var(--a)}.dot-b{fill:var(--b)}.text-a{fill:var(--a)!important;font-weight:600}.text-b{fill:var(--b)!important;font-weight:600}
.band{fill:var(--a);opacity:.16}
.window-band{fill:var(--a);opacity:.13}.window-edge{stroke:var(--a);stroke-width:1.5}.window-edge.open{stroke-dasharray:4 3}
.unknown-yet{fill:var(--soft);opacity:.13}
.as-of{stroke:var(--ink);stroke-width:1.6;stroke-dasharray:7 3}
.diagonal{stroke:var(--line);stroke-dasharray:2 3}
.counted{fill:var(--a);stroke:var(--paper)}.out{fill:var(--paper);stroke:var(--soft);stroke-width:1.8}.suspect{fill:none;stroke:var(--b);stroke-width:2.4}
.apart{fill:var(--b);opacity:.22}
.limit{stroke:var(--b);stroke-width:1.8;stroke-dasharray:7 4}
.side-by-side{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:1rem}
.box{fill:var(--panel);stroke:var(--soft)}
.edge{fill:none;stroke:var(--soft);stroke-width:1.2}`

const media = `
@media (max-width:640px){html{font-size:14px}#report{padding:0 .7rem 3rem}.verdict{grid-template-columns:1fr;padding:.8rem}.verdict h1{font-size:1.4rem}.verdict svg{width:40px;height:40px}
.card dl{grid-template-columns:1fr}.card dt{margin-top:.3rem}.heat tbody th{max-width:9rem}.heat tbody .name{min-width:7rem}.heat thead .name{min-width:6rem}}
@media print{html{font-size:10pt}nav.places,.controls,.skip,.on-screen,button{display:none}.scroll,.scroll.tall{overflow:visible;max-height:none;border:0}
.heat thead th,.heat tbody th{position:static}details::details-content{content-visibility:visible}.card,figure,tr{break-inside:avoid}h2,h3{break-after:avoid}a{text-decoration:none}}`

/** The style of the page; it holds no character that could end it. */
export const pageStyle = [colours, layout, verdict, charts, media].join('').replaceAll('\n', '')
