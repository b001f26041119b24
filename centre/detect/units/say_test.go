package units

import (
	"testing"

	"fanzha/internal/check"
)

// TestShow protects the officer's sentence: money, spans, shares and numbers read as people write them.
func TestShow(t *testing.T) {
	check.Equal(t, showMoney(5200000, ZH)+"|"+showMoney(123456789, EN)+"|"+showMoney(50, ZH), "52,000元|CNY 1,234,567.89|0.50元")
	check.Equal(t, showSpan(45, ZH)+showSpan(1500, ZH)+showSpan(5400, ZH)+showSpan(200000, EN)+showSpan(0, ZH)+showSpan(never, EN), "45秒25分钟1小时30分钟2 d 7 h0秒never")
	check.Equal(t, Say(905, Permille, ZH), "91%")
}
