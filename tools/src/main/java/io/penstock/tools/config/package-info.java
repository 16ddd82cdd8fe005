/** {@code penstock config}. */
package io.penstock.tools.config;
