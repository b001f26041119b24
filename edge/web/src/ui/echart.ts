/** Only the pictures that are used, and the two ways to draw them: the rest of the library is left out of the bundle. Loaded when the first picture is shown. */
import { BarChart, LineChart, MapChart, SankeyChart, TreeChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, MapChart, SankeyChart, TreeChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer, SVGRenderer]);

export { init, registerMap };
