/** The recipes of the module's README: what a user of the library would write. */
@NullMarked
package com.example.jobs;

import org.jspecify.annotations.NullMarked;
