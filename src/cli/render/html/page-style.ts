/** The look of the page: of the system's own letters, in its light or dark colours, for a desk, a phone and paper. */
export const pageStyle = `
:root {
  --paper: #fff; --ground: #f5f6f8; --ink: #1b1f24; --faint: #59636e; --line: #d5d9df; --link: #0b57c2;
  --error: #b3261e; --error-soft: #fbe4e1; --warning: #7a5200; --warning-soft: #fbeecb; --info: #40566b;
  --info-soft: #e4ebf2; --good: #176c34; --good-soft: #dff2e4; --mark: #ffe08a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1a1e24; --ground: #12151a; --ink: #e6e9ed; --faint: #9aa5b1; --line: #353c46; --link: #86b7ff;
    --error: #ff9c93; --error-soft: #4a1e1b; --warning: #f3c969; --warning-soft: #42330c; --info: #a9bed2;
    --info-soft: #26323e; --good: #7ed499; --good-soft: #16361f; --mark: #6d5200;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 84rem; padding: 1.5rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible, .scroll:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; }
h1 { margin: 0 0 .75rem; font-size: 1.7rem; }
h2 { margin: 2.25rem 0 .25rem; font-size: 1.35rem; }
h3 { margin: 1.75rem 0 .6rem; font-size: 1.05rem; }
p { margin: .4rem 0; }
code, pre { font: .86rem/1.5 ui-monospace, SFMono-Regular, Consolas, monospace; }
.parity, .verdict.parity { color: var(--good); }
.differs, .verdict.differs { color: var(--error); }
.verdict { font-size: 1rem; font-weight: 600; margin-left: .4rem; }
.faint, .engines, .when, figcaption, .accept { color: var(--faint); }
.engines span + span::before { content: " · "; }
ul.tiles { display: flex; flex-wrap: wrap; gap: .6rem; list-style: none; margin: 0; padding: 0; }
.tiles li { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .35rem .9rem; color: var(--faint); }
.tiles b { display: block; font-size: 1.35rem; line-height: 1.3; color: var(--ink); }
.tiles a { color: inherit; }
.tiles .error { background: var(--error-soft); } .tiles .error, .tiles .error b { color: var(--error); }
.tiles .warning { background: var(--warning-soft); } .tiles .warning, .tiles .warning b { color: var(--warning); }
.tiles .info { background: var(--info-soft); } .tiles .info, .tiles .info b { color: var(--info); }
.next { margin: 1rem 0 0; padding-left: 1.2rem; }
#filters { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; align-items: end; gap: .6rem 1rem;
  margin: 1.25rem -1.5rem 0; padding: .7rem 1.5rem; background: var(--ground); border-bottom: 1px solid var(--line); }
#filters label { display: flex; flex-direction: column; font-size: .8rem; color: var(--faint); }
#filters fieldset { display: flex; gap: .4rem; border: 0; margin: 0; padding: 0; }
#filters legend { padding: 0; font-size: .8rem; color: var(--faint); }
#filters fieldset label { flex-direction: row; align-items: center; gap: .3rem; height: 2.1rem; padding: 0 .6rem;
  border-radius: .4rem; font-size: .9rem; cursor: pointer; }
#filters .error { background: var(--error-soft); color: var(--error); }
#filters .warning { background: var(--warning-soft); color: var(--warning); }
#filters .info { background: var(--info-soft); color: var(--info); }
#filters input[type=search], #filters select { font: inherit; font-size: .95rem; height: 2.1rem; max-width: 13rem; padding: 0 .5rem;
  color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; }
#filters .search { flex: 1 1 10rem; } #filters .search input { width: 100%; max-width: none; }
#filters p { margin: 0; line-height: 2.1rem; font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; background: var(--paper); }
.matrix th, .matrix td { border: 1px solid var(--line); text-align: center; min-width: 2.1rem; height: 1.9rem; padding: 0; overflow-wrap: normal; }
.matrix a { color: inherit; text-decoration: none; display: block; padding: .15rem .35rem; }
.matrix a:hover { text-decoration: underline; }
.matrix a[aria-current] { outline: 2px solid var(--link); outline-offset: -2px; }
.matrix tbody th { text-align: left; font-weight: 500; padding: 0 .3rem; }
.matrix tbody th a { width: max-content; max-width: min(22rem, 50vw); overflow-wrap: anywhere; }
.matrix thead th { vertical-align: bottom; font-weight: 500; font-size: .85rem; }
.matrix thead th a { writing-mode: vertical-rl; transform: rotate(180deg); padding: .35rem .15rem; margin: 0 auto; white-space: nowrap; }
.matrix thead td { border: 0; background: var(--ground); }
.matrix td.error { background: var(--error-soft); color: var(--error); font-weight: 700; }
.matrix td.warning { background: var(--warning-soft); color: var(--warning); font-weight: 600; }
.matrix td.info { background: var(--info-soft); color: var(--info); }
.alike { margin-top: .5rem; color: var(--faint); }
.timeline { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: 0; padding: 0; font-size: .88rem; }
.timeline a, .timeline li > span { display: block; padding: .2rem .6rem; border-radius: .4rem; color: inherit; }
.timeline .error { color: var(--error); background: var(--error-soft); border-radius: .4rem; }
.timeline .warning { color: var(--warning); background: var(--warning-soft); border-radius: .4rem; }
.timeline .parity { background: var(--good-soft); border-radius: .4rem; }
.timeline a[aria-current] { outline: 2px solid var(--link); }
.card { background: var(--paper); border: 1px solid var(--line); border-left: .3rem solid var(--info); border-radius: .4rem;
  margin: .6rem 0; padding: .6rem .9rem; break-inside: avoid; scroll-margin-top: 6rem; }
.card.error { border-left-color: var(--error); } .card.warning { border-left-color: var(--warning); }
.card summary { cursor: pointer; }
.badge { display: inline-block; min-width: 4.2rem; text-align: center; font-size: .8rem; font-weight: 600; border-radius: .3rem;
  padding: 0 .4rem; background: var(--info-soft); color: var(--info); }
.badge.error { background: var(--error-soft); color: var(--error); }
.badge.warning { background: var(--warning-soft); color: var(--warning); }
.id { font-weight: 600; user-select: all; }
.when { font-size: .85rem; margin-left: .5rem; }
.message { display: block; margin-top: .25rem; }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: .9rem; margin-top: .6rem; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .85rem; } figcaption b { color: var(--ink); margin-right: .3rem; }
pre { margin: .25rem 0 0; padding: .55rem .7rem; background: var(--ground); border-radius: .3rem; white-space: pre-wrap; }
.nothing { margin: .25rem 0 0; padding: .55rem .7rem; border: 1px dashed var(--line); border-radius: .3rem; color: var(--faint); font-style: italic; }
mark { background: var(--mark); color: inherit; border-radius: .15rem; padding: 0 .1rem; }
.accept { font-size: .85rem; } .accept code { user-select: all; }
.list th, .list td { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
.list th { font-weight: 500; color: var(--faint); }
@media (max-width: 44rem) {
  body { padding: 1rem; }
  #filters { position: static; margin: 1rem -1rem 0; padding: .7rem 1rem; }
  #filters label { flex: 1 1 40%; } #filters select { max-width: none; width: 100%; }
  #filters fieldset { flex: 1 1 100%; flex-wrap: wrap; } #filters fieldset label { flex: 0 0 auto; }
  #filters .search { flex-basis: 100%; } .id { display: block; margin-top: .25rem; } .when { margin-left: 0; margin-right: .5rem; }
  .sides { grid-template-columns: 1fr; gap: .5rem; }
  .list, .list tbody, .list tr, .list td { display: block; } .list thead { display: none; }
  .list td { border: 0; padding: .1rem .6rem; } .list tr { border: 1px solid var(--line); padding: .4rem 0; }
}
@media print {
  :root { --ground: #fff; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  #filters, .accept, #reset { display: none !important; }
  a { color: inherit; text-decoration: none; }
  mark { text-decoration: underline; font-weight: 700; }
  .card, tr, figure { break-inside: avoid; } h2, h3 { break-after: avoid; }
}
`;
