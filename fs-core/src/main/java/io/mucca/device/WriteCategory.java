package io.mucca.device;

/**
 * What a write to the device is for; every write carries one, so that accounting is exact by
 * construction.
 */
public enum WriteCategory {
  DATA,
  LOG_RECORD,
  LOG_PADDING,
  TREE_LEAF,
  TREE_INTERIOR,
  SPACE_MAP,
  SUPERBLOCK,
  RELOCATION
}
