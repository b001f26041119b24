/** Only the two pictures that are used, and the two ways to draw them: the rest of the library is left out of the bundle. */
import { SankeyChart, TreeChart } from "echarts/charts";
import { TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";

use([SankeyChart, TreeChart, TooltipComponent, CanvasRenderer, SVGRenderer]);

export { init };
