/**
 * What lies where on the device: geometry, superblock, block pointers and the space map that says
 * which blocks are in use and how often. Knows nothing of trees and files.
 */
@NullMarked
package io.mucca.block;

import org.jspecify.annotations.NullMarked;
