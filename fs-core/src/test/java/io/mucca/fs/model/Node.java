package io.mucca.fs.model;

/**
 * One inode as both sides number it.
 *
 * @param model its number in the model
 * @param real its number in the filesystem under test
 */
record Node(long model, long real) {}
