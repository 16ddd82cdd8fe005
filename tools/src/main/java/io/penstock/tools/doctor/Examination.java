package io.penstock.tools.doctor;

import java.util.List;

/** Looks at one thing. It may throw: then that one thing could not be looked at. */
@FunctionalInterface
interface Examination {
  List<Finding> of(Patient patient) throws Exception;
}
