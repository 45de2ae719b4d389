// What Grafana's published types leave open, closed: a dashboard's panels by type, with the options, field settings and queries of each.
import type {DataQuery, FieldConfig, Panel, RowPanel, VariableModel} from '@grafana/schema';
import type {Dashboard as PublishedDashboard} from '@grafana/schema';
import type {FieldConfig as StateTimelineField, Options as StateTimelineOptions} from '@grafana/schema/dist/esm/raw/composable/statetimeline/panelcfg/x/StateTimelinePanelCfg_types.gen';
import type {Options as StatOptions} from '@grafana/schema/dist/esm/raw/composable/stat/panelcfg/x/StatPanelCfg_types.gen';
import type {FieldConfig as TableField, Options as TableOptions} from '@grafana/schema/dist/esm/raw/composable/table/panelcfg/x/TablePanelCfg_types.gen';
import type {FieldConfig as TimeSeriesField, Options as TimeSeriesOptions} from '@grafana/schema/dist/esm/raw/composable/timeseries/panelcfg/x/TimeSeriesPanelCfg_types.gen';
import type {TempoQuery} from '@grafana/schema/dist/esm/raw/composable/tempo/dataquery/x/TempoDataQuery_types.gen';

/** JSON has no enums: their values instead. */
type Json<T> = 0 extends 1 & T ? T
  : T extends string ? `${T}`
  : T extends number | boolean | null | undefined ? T
  : T extends Array<infer Item> ? Array<Json<Item>>
  : T extends object ? {[Key in keyof T]: Json<T[Key]>}
  : T;

/** Grafana publishes no type for a query of Prometheus: these are the fields of its data source's documentation that the dashboards use. */
interface PrometheusQuery extends DataQuery {
  expr: string;
  legendFormat?: string;
  format?: 'time_series' | 'table' | 'heatmap';
  instant?: boolean;
  range?: boolean;
  exemplar?: boolean;
}

type Open = 'type' | 'options' | 'fieldConfig' | 'targets';

interface Typed<Type extends string, Options, Field> extends Omit<Panel, Open> {
  type: Type;
  id: number;
  title: string;
  description: string;
  options: Options;
  fieldConfig: {
    defaults: Omit<FieldConfig, 'custom'> & {custom?: Field};
    overrides: Array<{matcher: {id: 'byName' | 'byRegexp'; options: string}; properties: Array<{id: string; value: unknown}>}>;
  };
  targets: Array<PrometheusQuery | TempoQuery>;
}

type AnyPanel =
  | Typed<'timeseries', TimeSeriesOptions, TimeSeriesField>
  | Typed<'stat', StatOptions, never>
  | Typed<'table', TableOptions, TableField>
  | Typed<'statetimeline', StateTimelineOptions, StateTimelineField>
  | RowPanel;

/** As the sidecar takes it: `__inputs` is for people who import by hand, and `id` is Grafana's own. */
export type Dashboard = Json<Omit<PublishedDashboard, 'panels' | 'id' | 'templating'> & {
  uid: string;
  title: string;
  panels: AnyPanel[];
  templating: {list: VariableModel[]};
}>;
