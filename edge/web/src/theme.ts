import type { ThemeConfig } from "antd";

/** One family of faces that every office desk has, Windows, macOS, Kylin and UOS alike; nothing is downloaded. */
export const FONT =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", system-ui, sans-serif';

/** The console's own look: flat, dense, dark ink on white, one accent. The colours of levels stand in styles.css. */
export const theme: ThemeConfig = {
  token: {
    fontFamily: FONT,
    fontSize: 14,
    colorPrimary: "#1b5a8c",
    colorInfo: "#1b5a8c",
    colorError: "#b3261e",
    colorWarning: "#a85b00",
    colorSuccess: "#1f6f43",
    // the soft grounds are named because those derived from dark colours come out grey
    colorErrorBg: "#fcedeb",
    colorErrorBorder: "#e2b4af",
    colorWarningBg: "#fdf4e3",
    colorWarningBorder: "#e5cb9c",
    colorInfoBg: "#ebf3f9",
    colorInfoBorder: "#b4cde0",
    colorSuccessBg: "#ebf5ef",
    colorSuccessBorder: "#b0d3be",
    colorText: "#18232d",
    colorTextSecondary: "#4b5a68",
    colorTextTertiary: "#5f6e7c",
    colorTextPlaceholder: "#6b7986",
    colorBorder: "#c9d1d9",
    colorBorderSecondary: "#e1e6eb",
    colorBgLayout: "#f1f4f6",
    borderRadius: 3,
    controlHeight: 32,
    motionDurationMid: "0.1s",
    motionDurationSlow: "0.12s",
    boxShadow: "0 2px 10px rgba(16, 28, 40, 0.16)",
    boxShadowSecondary: "0 2px 10px rgba(16, 28, 40, 0.16)",
  },
  components: {
    Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none", fontWeight: 500 },
    Table: { cellPaddingBlock: 7, cellPaddingInline: 10, cellPaddingBlockSM: 4, cellPaddingInlineSM: 10, headerBg: "#f5f7f9", headerColor: "#4b5a68" },
    Tabs: { horizontalMargin: "0 0 10px 0" },
    Form: { itemMarginBottom: 14, verticalLabelPadding: "0 0 4px" },
    Modal: { titleFontSize: 16 },
  },
};
