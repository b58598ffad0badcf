import { grouped } from '#platform';
import { safe } from './renderer.js';

/** What a chart shows; the table beside it is made of the same numbers, so that they never disagree. */
export interface FigureData {
  readonly title: string;
  /** One sentence: what the chart shows, for someone who cannot see it. */
  readonly description: string;
  readonly kind: 'bars' | 'stacked' | 'lines';
  /** Heading of the table's first column, such as `Month`. */
  readonly of: string;
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** How a number is written, such as pounds; also on the axis. */
  readonly format?: (value: number) => string;
}

export interface Figure {
  readonly title: string;
  readonly svg: unknown;
  readonly columns: readonly { readonly text: string; readonly numeric?: boolean }[];
  readonly rows: readonly (readonly string[])[];
}

/** The government's palette for charts: each can be told from its neighbour, and from white, by its lightness alone. */
const colours = ['#12436d', '#28a197', '#801650', '#f46a25', '#3d3d3d', '#a285d1'];
const size = { width: 760, height: 340 };
const font = 'Atkinson Hyperlegible, arial, sans-serif';

const formatOf = ({ format }: FigureData) => format ?? ((value: number) => grouped.format(value));

/** Draws a chart as SVG on the server, with the table of its numbers. ECharts is loaded with the first one. */
export async function figure(data: FigureData): Promise<Figure> {
  const format = formatOf(data);
  return {
    title: data.title,
    svg: safe(await drawn(data)),
    columns: [{ text: data.of }, ...data.series.map(({ name }) => ({ text: name, numeric: true }))],
    rows: data.categories.map((category, at) => [
      category,
      ...data.series.map(({ values }) => format(values[at] ?? 0)),
    ]),
  };
}

export const figureSettings = {
  /** So many of the charts last drawn are kept: drawing one takes as long as all else on its page. */
  kept: 200,
};
/** By their numbers. */
const kept = new Map<string, string>();

async function drawn(data: FigureData): Promise<string> {
  const key = JSON.stringify(data);
  // What a page's own format makes of the numbers is not in the key.
  const known = data.format ? undefined : kept.get(key);
  if (known) return known;
  const svg = accessible(await draw(data), data);
  if (kept.size >= figureSettings.kept) kept.delete(kept.keys().next().value!);
  if (!data.format) kept.set(key, svg);
  return svg;
}

async function draw(data: FigureData): Promise<string> {
  const { init, use } = await import('echarts/core');
  const { BarChart, LineChart } = await import('echarts/charts');
  const { GridComponent, LegendComponent } = await import('echarts/components');
  const { SVGRenderer } = await import('echarts/renderers');
  use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  const text = { color: '#0b0c0c', fontFamily: font, fontSize: 14 };
  chart.setOption({
    animation: false,
    color: colours,
    textStyle: text,
    grid: {
      left: 8,
      right: 16,
      top: data.series.length > 1 ? 44 : 16,
      bottom: 8,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    legend: data.series.length > 1 ? { top: 0, left: 0, textStyle: text, itemGap: 20 } : undefined,
    xAxis: {
      type: 'category',
      data: [...data.categories],
      // A few names are all written, on two lines where they must; of many, as many as there is room for.
      axisLabel:
        data.categories.length <= 8
          ? { ...text, interval: 0, width: 640 / data.categories.length, overflow: 'break' }
          : { ...text, interval: 'auto', hideOverlap: true },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLabel: { ...text, formatter: formatOf(data) },
      splitLine: { lineStyle: { color: '#cecece' } },
    },
    series: data.series.map(({ name, values }) => ({
      name,
      data: [...values],
      ...(data.kind === 'lines'
        ? { type: 'line', symbolSize: 8, lineStyle: { width: 3 } }
        : { type: 'bar', barMaxWidth: 48, stack: data.kind === 'stacked' ? 'all' : undefined }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** A name and a sentence for screen readers; and no styles inside, which the content security policy would drop. */
function accessible(svg: string, { title, description }: FigureData): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, rules: string) => attributes(rules))
    .replace(
      /^<svg([^>]*)>/,
      (_, rest: string) => `<svg${rest} role="img" aria-label="${escape(`${title}. ${description}`)}">`,
    );
}

const attributes = (rules: string): string =>
  rules
    .split(';')
    .map((rule) => rule.split(':').map((part) => part.trim()))
    .filter(([name, value]) => name && value && /^[a-z-]+$/.test(name))
    .map(([name, value]) => ` ${name}="${value!}"`)
    .join('');

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
