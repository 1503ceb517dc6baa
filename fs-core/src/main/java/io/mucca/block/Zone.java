package io.mucca.block;

/**
 * What blocks are wanted for; each zone is allocated apart from the other as long as there is room.
 */
public enum Zone {
  DATA,
  METADATA
}
