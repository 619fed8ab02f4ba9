"""A live show's way from lens to screen: one child process per show takes RTMP or WHIP and makes LL-HLS. No Django."""
