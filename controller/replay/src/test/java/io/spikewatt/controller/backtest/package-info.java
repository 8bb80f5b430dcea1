@NullMarked
package io.spikewatt.controller.backtest;

import org.jspecify.annotations.NullMarked;
